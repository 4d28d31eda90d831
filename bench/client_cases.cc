#include "bench/client_cases.h"

#include "base/clock.h"
#include "base/random.h"
#include "bench/ceiling.h"
#include "bench/served.h"
#include "client/aws_client.h"
#include "http/transport.h"
#include "wire/sigv4_sign.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

namespace tidemark::bench {
namespace {

constexpr std::size_t kCallsABeat = 16;
constexpr std::string_view kBody =
    R"({"TableName":"orders","Key":{"id":{"S":"order-000000000000000000000000"}}})";

wire::Credentials key() {
  return {.key_id = "AKIDEXAMPLE",
          .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
          .session_token = {}};
}

// libcurl by itself: one handle with one connection, a request signed once, the answer kept.
class BareCall {
 public:
  explicit BareCall(const std::string& url) : curl_(curl_easy_init()) {
    http::Outgoing request{.method = "POST", .url = url + "/", .body = std::string(kBody)};
    request.headers.add("Content-Type", "application/x-amz-json-1.0");
    request.headers.add("X-Amz-Target", "DynamoDB_20120810.GetItem");
    wire::sign(request, key(), {"us-east-1", "dynamodb"}, SystemClock().now());
    headers_ = curl_slist_append(nullptr, "Expect:");
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
      const http::Headers::Field field = request.headers.at(i);
      headers_ =
          curl_slist_append(headers_, fmt::format("{}: {}", field.name, field.value).c_str());
    }
    curl_easy_setopt(curl_, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE, static_cast<long>(kBody.size()));
    curl_easy_setopt(curl_, CURLOPT_COPYPOSTFIELDS, kBody.data());
    curl_easy_setopt(curl_, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &take);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &answer_);
  }

  ~BareCall() {
    curl_easy_cleanup(curl_);
    curl_slist_free_all(headers_);
  }

  BareCall(const BareCall&) = delete;
  BareCall& operator=(const BareCall&) = delete;

  Status send() {
    answer_.clear();
    const CURLcode code = curl_easy_perform(curl_);
    if (code == CURLE_OK && answer_.size() == kCeilingBytes) return Ok{};
    return fail(Code::kUnknown, fmt::format("a bare call: {}", curl_easy_strerror(code)));
  }

 private:
  static std::size_t take(char* bytes, std::size_t, std::size_t count, void* into) {
    static_cast<std::string*>(into)->append(bytes, count);
    return count;
  }

  CURL* curl_;
  curl_slist* headers_ = nullptr;
  std::string answer_;
};

struct World {
  explicit World(Child child)
      : ceiling(std::move(child)),
        url(fmt::format("http://127.0.0.1:{}", ceiling.port())),
        bare(url),
        aws({.endpoint = url,
             .region = "us-east-1",
             .credentials = client::fixed_credentials(key()),
             .retry = {.attempts = 1}},
            transport, clock, random, [](std::chrono::milliseconds) {}) {}

  Child ceiling;
  std::string url;
  BareCall bare;
  http::SocketTransport transport{{}};
  SystemClock clock;
  SeededRandom random{1};
  client::AwsClient aws;
};

Result<Sample> in_microseconds(Result<Sample> rate) {
  if (rate) rate.value().value = 1e6 / rate.value().value;
  return rate;
}

Result<Sample> call_bare(World& world, double seconds) {
  return in_microseconds(repeat(seconds, kCallsABeat, [&] { return world.bare.send(); }));
}

Result<Sample> call_client(World& world, double seconds) {
  return in_microseconds(repeat(seconds, kCallsABeat, [&]() -> Status {
    TM_TRY(const client::Reply reply,
           client::accepted("GetItem", world.aws.call("GetItem", kBody)));
    if (reply.body.find("Item") == nullptr) return fail(Code::kCorrupt, "an answer lacks Item");
    return Ok{};
  }));
}

}  // namespace

void add_client_cases(Bench& bench) {
  const auto world = std::make_shared<std::unique_ptr<World>>();
  Group group{.name = "client",
              .set_up = [world, &settings = bench.settings()]() -> Status {
                TM_TRY(Child ceiling, start_ceiling(settings));
                *world = std::make_unique<World>(std::move(ceiling));
                return Ok{};
              },
              .tear_down = [world] { world->reset(); },
              .each_round = {},
              .warmed = true,
              .cases = {}};
  group.cases = {
      {"a bare libcurl call", "us", [=](double seconds) { return call_bare(**world, seconds); }},
      {"a call of the client", "us",
       [=](double seconds) { return call_client(**world, seconds); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
