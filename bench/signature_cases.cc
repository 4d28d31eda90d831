#include "bench/signature_cases.h"

#include "base/clock.h"
#include "codec/sha256.h"
#include "wire/sigv4_sign.h"
#include "wire/sigv4_verify.h"

#include <fmt/format.h>

namespace tidemark::bench {

namespace {

constexpr std::string_view kKeyId = "AKIDEXAMPLE";
constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::size_t kCallsABeat = 64;

struct World {
  http::Request request;
  Timestamp now;
  std::vector<std::string> regions{"eu-west-1"};
  wire::Verifier verifier{[](std::string_view id) -> std::optional<wire::SecretKey> {
    if (id != kKeyId) return std::nullopt;
    return wire::SecretKey{.secret = kSecret, .account = "123456789012"};
  }};
};

// A PutItem as the AWS SDKs send it, with a body of about 400 bytes.
std::shared_ptr<World> make_world() {
  auto world = std::make_shared<World>();
  world->now = SystemClock().now();
  http::Outgoing outgoing{.method = "POST", .url = "http://127.0.0.1:8000/"};
  outgoing.headers.add("Content-Type", "application/x-amz-json-1.0");
  outgoing.headers.add("X-Amz-Target", "DynamoDB_20120810.PutItem");
  outgoing.body = fmt::format(R"({{"TableName":"orders","Item":{{"id":{{"S":"{:x<30}"}},)"
                              R"("note":{{"S":"{:x<300}"}}}}}})",
                              "order-", "note ");
  wire::sign(outgoing, {std::string(kKeyId), std::string(kSecret), {}}, {"eu-west-1", "dynamodb"},
             world->now);
  world->request = {.method = outgoing.method, .target = "/", .headers = outgoing.headers};
  world->request.body = outgoing.body;
  return world;
}

Result<Sample> in_microseconds(Result<Sample> rate) {
  if (rate) rate.value().value = 1e6 / rate.value().value;
  return rate;
}

Result<Sample> verify(const World& world, double seconds) {
  const wire::VerifyOptions options{.service = "dynamodb", .regions = world.regions};
  return in_microseconds(repeat(seconds, kCallsABeat, [&]() -> Status {
    const auto outcome = world.verifier.verify(world.request, world.now, options);
    if (!std::holds_alternative<wire::Verified>(outcome)) {
      return fail(Code::kDenied, "a good signature was refused");
    }
    return Ok{};
  }));
}

Result<Sample> hash(const World& world, double seconds) {
  unsigned seen = 0;
  auto sample = repeat(seconds, kCallsABeat, [&]() -> Status {
    seen |= codec::sha256(world.request.body)[0];
    return Ok{};
  });
  if (seen == 0) return fail(Code::kCorrupt, "the hash of the body begins with zero");
  return in_microseconds(std::move(sample));
}

}  // namespace

void add_signature_cases(Bench& bench) {
  const auto world = make_world();
  Group group{.name = "signature"};
  group.cases = {
      {"verify, key known", "us", [=](double seconds) { return verify(*world, seconds); }},
      {"SHA-256 of the body", "us", [=](double seconds) { return hash(*world, seconds); }}};
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
