#include "server/server.h"

#include "http/raw_client.h"
#include "http/transport.h"
#include "server/stop_signal.h"
#include "wire/content_coding.h"
#include "wire/json_protocol.h"
#include "wire/sigv4_sign.h"

#include <condition_variable>
#include <csignal>
#include <thread>

namespace tidemark::server {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const wire::Credentials kKey{"AKIAIOSFODNN7EXAMPLE", std::string(kSecret), ""};
const wire::SigningScope kScope{"eu-west-1", "dynamodb"};

// Runs what it is told on another thread, as the committer does.
class OtherThread {
 public:
  ~OtherThread() {
    for (std::thread& thread : threads_) thread.join();
  }

  void run(std::function<void()> work) { threads_.emplace_back(std::move(work)); }

 private:
  std::vector<std::thread> threads_;
};

// Holds background work up until it is let go.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }

  void wait_for(int waiting) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= waiting; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

std::string text_of(const api::Call& call) {
  return fmt::format("{} {} {} {} as-of={} deleted={} days={}", call.account, call.region,
                     call.operation, call.body, call.as_of.value_or("-"),
                     call.deleted_tables.value_or("-"), call.recovery_period_days.value_or("-"));
}

// A server with operations that only say how they were called.
class World {
 public:
  explicit World(ServerOptions options = {}) : clock_(Timestamp::from_seconds(1'767'323'045)) {
    options.port = 0;
    options.regions = {"eu-west-1", "us-east-1"};
    server.emplace(options, handlers(), keys(), clock_, random_);
    const Status started = server->start();
    EXPECT_TRUE(started) << to_text(started.error());
  }

  ~World() { gate.open(); }

  http::Outgoing request(std::string_view operation, std::string_view path = "/") {
    http::Outgoing request{.method = "POST",
                           .url = fmt::format("http://127.0.0.1:{}{}", server->port(), path)};
    request.headers.add("Content-Type", "application/x-amz-json-1.0");
    request.headers.add("X-Amz-Target", fmt::format("DynamoDB_20120810.{}", operation));
    request.body = "{}";
    return request;
  }

  http::Response send(const http::Outgoing& request) {
    const auto response = transport_.send(request);
    EXPECT_TRUE(response) << to_text(response.error());
    return response ? response.value() : http::Response{};
  }

  http::Response send_signed(http::Outgoing request) {
    wire::sign(request, kKey, kScope, clock_.now());
    return send(request);
  }

  http::Outgoing get(std::string_view path) {
    return {.method = "GET", .url = fmt::format("http://127.0.0.1:{}{}", server->port(), path)};
  }

  SimulatedClock& clock() { return clock_; }

  Gate gate;
  std::optional<Server> server;

 private:
  Handlers handlers() {
    Service dynamodb{.target_prefix = "DynamoDB_20120810", .signing_name = "dynamodb"};
    dynamodb.max_body_bytes = 1000;
    dynamodb.knows = [](std::string_view operation) { return operation != "Nonsense"; };
    dynamodb.dispatch = [this](const api::Call& call) { return dispatch(call); };
    Extras extras;
    extras.handle = [](const ExtrasRequest& request) -> api::Handling {
      return api::Reply{200,
                        fmt::format("{} {} {} {} {} {}", request.method, request.path,
                                    request.query, request.body, request.account, request.region),
                        "text/plain"};
    };
    extras.is_public = [](std::string_view path) { return path == "/_tidemark/fidelity"; };
    return {.services = {dynamodb}, .extras = extras, .metrics = [](bool names) {
              return names ? "more_metrics{table=\"orders\"} 1\n" : "more_metrics 1\n";
            }};
  }

  api::Handling dispatch(const api::Call& call) {
    if (call.operation == "Throws") throw std::runtime_error("no");
    if (call.operation == "Pending") {
      const auto begun = std::this_thread::get_id();
      return api::PendingReply{
          [this](std::function<void()> done) { committer_.run(std::move(done)); },
          [begun] {
            const bool same = std::this_thread::get_id() == begun;
            return api::Reply{200, same ? "same thread" : "another thread"};
          }};
    }
    if (call.operation == "Background") {
      return api::BackgroundReply{[this] {
        gate.pass();
        return api::Reply{200, "{\"long\":true}"};
      }};
    }
    if (call.operation == "ThrowsLater") {
      return api::BackgroundReply{[]() -> api::Reply { throw std::runtime_error("no"); }};
    }
    return api::Reply{200, text_of(call)};
  }

  static wire::KeySource keys() {
    return [](std::string_view key_id) -> std::optional<wire::SecretKey> {
      if (key_id != kKey.key_id) return std::nullopt;
      return wire::SecretKey{kSecret, "111122223333"};
    };
  }

  SimulatedClock clock_;
  SeededRandom random_{1};
  http::SocketTransport transport_{http::SocketTransport::Options{}};
  OtherThread committer_;
};

ServerOptions without_signatures() {
  ServerOptions options;
  options.check_signatures = false;
  options.account = "999988887777";
  return options;
}

std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or(""));
}

void expect_error(const http::Response& response, int status, std::string_view name) {
  EXPECT_EQ(response.status, status);
  EXPECT_NE(response.body.find(fmt::format("#{}\"", name)), std::string::npos) << response.body;
}

TEST(Server, HandsAnAuthenticatedCallToItsOperation) {
  World world;

  const http::Response response = world.send_signed(world.request("GetItem"));

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "111122223333 eu-west-1 GetItem {} as-of=- deleted=- days=-");
}

TEST(Server, SendsTheHeadersAwsSends) {
  World world;

  const http::Response response = world.send_signed(world.request("GetItem"));

  EXPECT_EQ(header(response, "Server"), "Server");
  EXPECT_EQ(header(response, "Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(header(response, "Connection"), "keep-alive");
  EXPECT_EQ(header(response, "Date"), "Fri, 02 Jan 2026 03:04:05 GMT");
  EXPECT_EQ(header(response, "x-amz-crc32"), wire::checksum_text(response.body));
  const std::string id = header(response, "x-amzn-RequestId");
  EXPECT_EQ(id.size(), 52u);
  EXPECT_EQ(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), std::string::npos);
  EXPECT_NE(id, header(world.send_signed(world.request("GetItem")), "x-amzn-RequestId"));
}

TEST(Server, AnswersInTheTypeThatWasAsked) {
  World world;
  http::Outgoing request = world.request("GetItem");
  request.headers = {};
  request.headers.add("Content-Type", "application/json; charset=utf-8");
  request.headers.add("X-Amz-Target", "DynamoDB_20120810.GetItem");

  EXPECT_EQ(header(world.send_signed(request), "Content-Type"), "application/json");
  EXPECT_EQ(header(world.send(request), "Content-Type"), "application/json");
}

TEST(Server, PacksAnswersForThoseWhoTakeGzip) {
  World world;
  const auto answer = [&](std::string_view codings) {
    http::Outgoing request = world.request("GetItem");
    request.headers.add("Accept-Encoding", codings);
    return world.send_signed(request);
  };
  const std::string plain = answer("identity").body;

  for (const char* codings : {"gzip", "deflate, GZIP", "br;q=1.0, gzip; q=0.5, *;q=0"}) {
    const http::Response response = answer(codings);
    EXPECT_EQ(header(response, "Content-Encoding"), "gzip") << codings;
    EXPECT_EQ(wire::unpacked(response.body, 1000).value(), plain);
    EXPECT_EQ(header(response, "x-amz-crc32"), wire::checksum_text(response.body));
  }
  for (const char* codings :
       {"", "identity", "*", "deflate", "gzip;q=0", "gzip; q=0.0", "gzipped"}) {
    EXPECT_EQ(header(answer(codings), "Content-Encoding"), "") << codings;
    EXPECT_EQ(answer(codings).body, plain) << codings;
  }
}

TEST(Server, AsksForTargetAndSignatureBeforeABodyThatIsMissing) {
  World world;
  http::Outgoing request = world.request("GetItem");
  request.body.clear();
  http::Outgoing bare = request;
  bare.headers = {};

  expect_error(world.send(bare), 400, "UnknownOperationException");
  expect_error(world.send(request), 400, "MissingAuthenticationTokenException");
  expect_error(world.send_signed(request), 400, "SerializationException");
}

TEST(Server, SaysThatItIsHealthy) {
  World world;

  const http::Response response = world.send(world.get("/"));

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "healthy: dynamodb.eu-west-1.amazonaws.com ");
  EXPECT_EQ(header(response, "x-amz-crc32"), wire::checksum_text(response.body));
}

TEST(Server, RefusesInAwssOrder) {
  World world;
  // Each request repairs one mistake of the one before it.
  http::Outgoing request = world.request("Nonsense");
  request.headers = {};
  request.body = "nonsense";
  http::Response response = world.send(request);
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "<UnknownOperationException/>\n");

  request.headers.add("Content-Type", "application/json; charset=utf-8");
  expect_error(world.send(request), 400, "SerializationException");

  request.body = "{}";
  expect_error(world.send(request), 400, "UnknownOperationException");

  request.headers.add("X-Amz-Target", "DynamoDB_20120810.Nonsense");
  expect_error(world.send(request), 400, "UnknownOperationException");

  expect_error(world.send(world.request("GetItem")), 400, "MissingAuthenticationTokenException");
}

TEST(Server, AnswersABodyThatIsNoJsonBeforeAWrongSignature) {
  World world;
  http::Outgoing request = world.request("GetItem");
  request.body = "{\"a\":";

  EXPECT_EQ(world.send(request).body,
            "{\"__type\":\"com.amazon.coral.service#SerializationException\"}");
}

using namespace std::string_literals;

// gzip and zlib of two small documents, and gzip of 100,000 blanks in an array.
const std::string kGzip =
    "\037\213\010\000\000\000\000\000\002\003\253\126\112\124\262\062\254\005\000\257\254\033\126\007\000\000\000"s;
const std::string kZlib = "\170\332\253\126\112\122\262\062\252\005\000\010\061\002\013"s;
const std::string kBomb =
    "\037\213\010\000\000\000\000\000\002\003\355\301\101\021\000\000\014\002\240\052\353\345\255\177\015\153\370\000\162\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\300\254\057\237\011\203\206\242\206\001\000"s;

http::Outgoing packed(World& world, std::string_view coding, std::string body) {
  http::Outgoing request = world.request("GetItem");
  request.headers.add("Content-Encoding", coding);
  request.body = std::move(body);
  return request;
}

TEST(Server, UnpacksSignedBodies) {
  World world;

  EXPECT_NE(world.send_signed(packed(world, "gzip", kGzip)).body.find(" {\"a\":1} "),
            std::string::npos);
  EXPECT_NE(world.send_signed(packed(world, "deflate", kZlib)).body.find(" {\"b\":2} "),
            std::string::npos);
}

TEST(Server, RefusesPackedBodiesThatAreDamagedOrTooLarge) {
  World world;

  expect_error(world.send_signed(packed(world, "gzip", kGzip.substr(0, 20))), 500,
               "InternalServerError");
  expect_error(world.send_signed(packed(world, "gzip", kBomb)), 413,
               "RequestEntityTooLargeException");
  expect_error(world.send(packed(world, "gzip", kBomb)), 400,
               "MissingAuthenticationTokenException");
}

TEST(Server, RefusesOtherMethodsWith404) {
  World world;
  for (const char* method : {"GET", "PUT", "DELETE", "PATCH"}) {
    http::Outgoing request = world.request("GetItem", "/x");
    request.method = method;
    EXPECT_EQ(world.send(request).status, 404) << method;
  }
}

TEST(Server, RefusesAWrongSecretAnOldSignatureAndATamperedBody) {
  World world;
  http::Outgoing wrong = world.request("GetItem");
  wire::sign(wrong, {kKey.key_id, "wrong", ""}, kScope, world.clock().now());
  expect_error(world.send(wrong), 400, "InvalidSignatureException");

  http::Outgoing unknown = world.request("GetItem");
  wire::sign(unknown, {"AKIANOBODY", "wrong", ""}, kScope, world.clock().now());
  expect_error(world.send(unknown), 400, "UnrecognizedClientException");

  http::Outgoing tampered = world.request("GetItem");
  wire::sign(tampered, kKey, kScope, world.clock().now());
  tampered.body = "{ }";
  expect_error(world.send(tampered), 400, "InvalidSignatureException");

  http::Outgoing old = world.request("GetItem");
  wire::sign(old, kKey, kScope, world.clock().now());
  world.clock().advance(16min);
  expect_error(world.send(old), 400, "InvalidSignatureException");
}

TEST(Server, TakesOnlyTheRegionsItServes) {
  World world;
  http::Outgoing request = world.request("GetItem");
  wire::sign(request, kKey, {"us-west-2", "dynamodb"}, world.clock().now());

  const http::Response response = world.send(request);

  expect_error(response, 400, "InvalidSignatureException");
  EXPECT_NE(response.body.find("not 'us-west-2'"), std::string::npos);
}

TEST(Server, ReadsTheInstantFromThePath) {
  World world;
  for (const char* path : {"/@20261120T140500Z", "/@20261120T140500Z/", "/%4020261120T140500Z"}) {
    const http::Response response = world.send_signed(world.request("GetItem", path));
    EXPECT_NE(response.body.find("as-of=20261120T140500Z "), std::string::npos) << response.body;
  }
}

TEST(Server, ReadsItsOwnHeadersWhenTheyAreSigned) {
  World world;
  http::Outgoing request = world.request("RestoreTableToPointInTime");
  request.headers.add("x-tidemark-as-of", "2026-11-20T14:05:00Z");
  request.headers.add("X-Tidemark-Deleted-Tables", "allow");
  request.headers.add("x-tidemark-recovery-period-days", "400");

  const http::Response response = world.send_signed(request);

  EXPECT_NE(response.body.find("as-of=2026-11-20T14:05:00Z deleted=allow days=400"),
            std::string::npos)
      << response.body;
}

TEST(Server, RefusesItsOwnHeadersUnsignedUnknownTwiceOrBesideThePath) {
  World world;
  http::Outgoing late = world.request("GetItem");
  wire::sign(late, kKey, kScope, world.clock().now());
  late.headers.add("x-tidemark-as-of", "2026-11-20T14:05:00Z");
  const http::Response unsigned_header = world.send(late);
  expect_error(unsigned_header, 400, "InvalidSignatureException");
  EXPECT_NE(unsigned_header.body.find("'x-tidemark-as-of' must be a 'SignedHeader'"),
            std::string::npos);

  http::Outgoing unknown = world.request("GetItem");
  unknown.headers.add("x-tidemark-asof", "2026-11-20T14:05:00Z");
  expect_error(world.send_signed(unknown), 400, "ValidationException");

  http::Outgoing both = world.request("GetItem", "/@20261120T140500Z");
  both.headers.add("x-tidemark-as-of", "2026-11-20T14:05:00Z");
  expect_error(world.send_signed(both), 400, "ValidationException");

  http::Outgoing twice = world.request("GetItem");
  twice.headers.add("x-tidemark-as-of", "2026-11-20T14:05:00Z");
  twice.headers.add("x-tidemark-as-of", "2026-11-20T14:05:01Z");
  expect_error(world.send_signed(twice), 400, "ValidationException");
}

TEST(Server, TakesABodyOfTheLimitAndAnswers413ToOneByteMore) {
  World world;
  http::Outgoing request = world.request("GetItem");
  request.body = "\"" + std::string(998, 'x') + "\"";
  EXPECT_EQ(world.send_signed(request).status, 200);

  request.body += " ";
  EXPECT_EQ(world.send_signed(request).status, 413);
}

TEST(Server, AnswersAWriteOnTheThreadThatBeganIt) {
  World world;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(world.send_signed(world.request("Pending")).body, "same thread");
  }
}

TEST(Server, RunsLongWorkBesideOthersAndRefusesWhatDoesNotFitTheQueue) {
  ServerOptions options;
  options.workers = 1;
  options.max_waiting_work = 1;
  World world(options);
  std::vector<http::Response> responses(2);
  std::vector<std::jthread> callers;
  callers.emplace_back([&] { responses[0] = world.send_signed(world.request("Background")); });
  world.gate.wait_for(1);  // it runs, the queue is empty
  callers.emplace_back([&] { responses[1] = world.send_signed(world.request("Background")); });
  const auto metrics = [&] { return world.send(world.get("/_tidemark/metrics")).body; };
  while (metrics().find("tidemark_background_waiting 1\n") == std::string::npos) {
    std::this_thread::yield();
  }

  expect_error(world.send_signed(world.request("Background")), 503, "ThrottlingException");
  EXPECT_EQ(world.send_signed(world.request("GetItem")).status, 200);
  world.gate.open();

  callers.clear();
  EXPECT_EQ(responses[0].body, "{\"long\":true}");
  EXPECT_EQ(responses[1].body, "{\"long\":true}");
}

TEST(Server, AnswersInternalServerErrorWhenAnOperationThrows) {
  World world;
  expect_error(world.send_signed(world.request("Throws")), 500, "InternalServerError");
  expect_error(world.send_signed(world.request("ThrowsLater")), 500, "InternalServerError");
}

TEST(Server, AnswersCorsLikeAws) {
  World world;
  http::Outgoing ask = world.get("/");
  ask.method = "OPTIONS";
  ask.headers.add("Origin", "https://example.com");
  ask.headers.add("Access-Control-Request-Method", "POST");
  ask.headers.add("Access-Control-Request-Headers", "x-amz-target");
  const http::Response preflight = world.send(ask);
  EXPECT_EQ(preflight.status, 200);
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(preflight, "Access-Control-Max-Age"), "172800");
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Methods"), "POST");
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Headers"), "x-amz-target");

  http::Outgoing request = world.request("GetItem");
  request.headers.add("Origin", "https://example.com");
  const http::Response response = world.send_signed(request);
  EXPECT_EQ(header(response, "Access-Control-Allow-Origin"), "*");
  EXPECT_FALSE(header(response, "Access-Control-Expose-Headers").empty());
  EXPECT_EQ(header(world.send_signed(world.request("GetItem")), "Access-Control-Allow-Origin"), "");
}

TEST(Extras, ShowHealthAndMetricsToEverybody) {
  World world;
  world.send_signed(world.request("GetItem"));

  EXPECT_EQ(world.send(world.get("/_tidemark/health")).body, "{\"status\":\"ok\"}");
  const std::string metrics = world.send(world.get("/_tidemark/metrics")).body;
  EXPECT_NE(metrics.find("tidemark_requests_total{operation=\"GetItem\",status=\"200\"} 1\n"),
            std::string::npos)
      << metrics;
  // This machine may know what tables are called.
  EXPECT_NE(metrics.find("more_metrics{table=\"orders\"} 1\n"), std::string::npos);
}

TEST(Extras, NeedASignatureUnlessTheyArePublic) {
  World world;
  EXPECT_EQ(world.send(world.get("/_tidemark/fidelity")).body, "GET /_tidemark/fidelity    ");
  expect_error(world.send(world.get("/_tidemark/deleted-tables")), 403,
               "MissingAuthenticationTokenException");
  http::Outgoing change = world.get("/_tidemark/fidelity");
  change.method = "POST";
  expect_error(world.send(change), 403, "MissingAuthenticationTokenException");

  http::Outgoing tally = world.get("/_tidemark/tables/T/tally?at=2026-01-01T00%3A00%3A00Z");
  EXPECT_EQ(world.send_signed(tally).body,
            "GET /_tidemark/tables/T/tally at=2026-01-01T00%3A00%3A00Z  111122223333 eu-west-1");
}

TEST(Extras, RefuseAPageOfAnotherOrigin) {
  World world(without_signatures());
  http::Outgoing clock{
      .method = "POST",
      .url = fmt::format("http://127.0.0.1:{}/_tidemark/clock", world.server->port()),
      .headers = {},
      .body = "{}"};
  http::Outgoing foreign = clock;
  foreign.headers.add("Origin", "https://example.com");
  http::Outgoing null = clock;
  null.headers.add("Origin", "null");
  http::Outgoing own = clock;
  own.headers.add("Origin", fmt::format("http://127.0.0.1:{}", world.server->port()));

  expect_error(world.send(foreign), 403, "AccessDeniedException");
  expect_error(world.send(null), 403, "AccessDeniedException");
  EXPECT_EQ(world.send(own).body, "POST /_tidemark/clock  {} 999988887777 eu-west-1");
}

TEST(NoAuth, TakesAnyKeyButStillWantsOne) {
  World world(without_signatures());
  http::Outgoing request = world.request("GetItem");
  expect_error(world.send(request), 400, "MissingAuthenticationTokenException");

  wire::sign(request, {"anything", "wrong", ""}, {"us-east-1", "dynamodb"},
             world.clock().now() - 24h);
  request.headers.add("x-tidemark-as-of", "2026-11-20T14:05:00Z");

  EXPECT_EQ(world.send(request).body,
            "999988887777 us-east-1 GetItem {} as-of=2026-11-20T14:05:00Z deleted=- days=-");
}

TEST(NoAuth, IsRefusedOnAnAddressOthersReach) {
  ServerOptions options = without_signatures();
  options.address = "0.0.0.0";
  SimulatedClock clock(Timestamp{});
  SeededRandom random(1);
  Service service{.target_prefix = "P", .signing_name = "s"};
  Server server(
      options, {.services = {service}}, [](std::string_view) { return std::nullopt; }, clock,
      random);

  const Status started = server.start();

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Code::kInvalid);
}

TEST(Server, DrainsWhatIsUnderWay) {
  World world;
  http::Response response;
  std::jthread caller([&] { response = world.send_signed(world.request("Background")); });
  world.gate.wait_for(1);

  std::jthread opener([&] { world.gate.open(); });
  EXPECT_TRUE(world.server->drain(10s));

  caller.join();
  EXPECT_EQ(response.body, "{\"long\":true}");
}

TEST(StopSignal, IsReturnedToTheThreadThatWaits) {
  block_stop_signals();
  int got = 0;
  std::thread waiter([&] { got = wait_for_stop_signal(); });
  ::kill(::getpid(), SIGTERM);
  waiter.join();
  EXPECT_EQ(got, SIGTERM);
}

}  // namespace
}  // namespace tidemark::server
