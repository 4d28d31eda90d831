#include "http/listener.h"

#include "http/raw_client.h"

#include <condition_variable>
#include <thread>

namespace tidemark::http {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

// Answers with the target and the body.
void echo(Request&& request, Responder respond) {
  Response response;
  response.body = request.target + " " + request.body;
  respond(std::move(response));
}

struct Running {
  explicit Running(ListenerOptions options, Handler handler = echo)
      : listener(std::move(options), std::move(handler)) {
    const Status started = listener.start();
    EXPECT_TRUE(started) << to_text(started.error());
  }

  Listener listener;
};

// Keeps the Responders it is given, for the test to answer later.
class Kept {
 public:
  Handler handler() {
    return [this](Request&&, Responder respond) {
      const std::lock_guard lock(mutex_);
      responders_.push_back(std::move(respond));
      changed_.notify_all();
    };
  }

  Responder wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !responders_.empty(); });
    Responder responder = std::move(responders_.back());
    responders_.pop_back();
    return responder;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Responder> responders_;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

TEST(Listener, AnswersAndKeepsTheConnection) {
  Running running({});
  RawClient client(running.listener.port());

  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.exchange(kGet),
              "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n/a ");
  }
  EXPECT_EQ(running.listener.stats().accepted, 1u);
  EXPECT_EQ(running.listener.stats().requests, 3u);
}

TEST(Listener, AnswersAHundredPipelinedRequestsInOrder) {
  Running running({});
  RawClient client(running.listener.port());
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    bytes += fmt::format("POST /{} HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n{:03}", i, i);
  }

  client.send(bytes);

  for (int i = 0; i < 100; ++i) {
    const std::string response = client.receive();
    ASSERT_TRUE(response.ends_with(fmt::format("\r\n\r\n/{} {:03}", i, i))) << response;
  }
}

TEST(Listener, KeepsTheOrderWhenAnswersComeFromAnotherThread) {
  std::vector<std::jthread> threads;
  Running running({.threads = 1}, [&](Request&& request, Responder respond) {
    threads.emplace_back([target = request.target, respond = std::move(respond)]() mutable {
      respond({.status = 200, .headers = {}, .body = target});
    });
  });
  RawClient client(running.listener.port());
  std::string bytes;
  for (int i = 0; i < 20; ++i) bytes += fmt::format("GET /{} HTTP/1.1\r\nHost: h\r\n\r\n", i);

  client.send(bytes);

  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(client.receive().ends_with(fmt::format("\r\n\r\n/{}", i)));
  }
  running.listener.stop();
}

TEST(Listener, ReadsALargeBodySentInPieces) {
  Running running({.limits = {.body_bytes = [](const Request&) { return 16u << 20; }}},
                  [](Request&& request, Responder respond) {
                    respond({.status = 200, .headers = {}, .body = std::move(request.body)});
                  });
  RawClient client(running.listener.port());
  std::string body(3'000'000, 'x');
  body.back() = 'y';

  client.send(fmt::format("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n", body.size()));
  std::jthread sender([&] { client.send(body); });

  EXPECT_TRUE(client.receive().ends_with(body));
}

TEST(Listener, ReadsChunksWithExtensionsAndTrailers) {
  Running running({});
  RawClient client(running.listener.port());

  const std::string response = client.exchange(
      "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n");

  EXPECT_TRUE(response.ends_with("\r\n\r\n/c abcde")) << response;
}

TEST(Listener, SaysContinueBeforeTheBodyOnlyWhenItWillBeTaken) {
  Running running({.limits = {.body_bytes = [](const Request&) { return 10u; }}});
  RawClient client(running.listener.port());
  const std::string head =
      "POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: ";

  EXPECT_EQ(client.exchange(head + "4\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(client.exchange("body").ends_with("\r\n\r\n/e body"));
  EXPECT_TRUE(client.exchange(head + "11\r\n\r\n").starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(client.is_closed());
}

TEST(Listener, RefusesSmugglingWithAResponseAndCloses) {
  Running running({});
  for (const std::string_view framing :
       {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n", "Bad Name: x\r\n"}) {
    RawClient client(running.listener.port());
    client.send(fmt::format("POST / HTTP/1.1\r\nHost: h\r\n{}\r\nabcd", framing));
    client.send(kGet);

    const std::string all = client.receive_all();

    EXPECT_TRUE(all.starts_with("HTTP/1.1 400 Bad Request\r\n")) << all;
    EXPECT_FALSE(has(all, "200 OK")) << all;
  }
  EXPECT_EQ(running.listener.stats().refused, 3u);
}

TEST(Listener, LetsTheClientReadA413WhileItStillSends) {
  Running running({.limits = {.body_bytes = [](const Request&) { return 1000u; }}});
  RawClient client(running.listener.port());

  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n");
  client.send(std::string(5'000'000, 'x'));

  EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 413 "));
}

TEST(Listener, AnswersRefusalsInTheWordsItIsGiven) {
  Running running({.refuse = [](const Refusal& refusal) {
    return Response{.status = refusal.status, .headers = {}, .body = "<" + refusal.reason + ">"};
  }});
  RawClient client(running.listener.port());

  EXPECT_TRUE(
      client.exchange("GET / HTTP/1.1\r\n\r\n").ends_with("<exactly one Host header is needed>"));
}

TEST(Listener, Answers408ToASlowHeadAndASlowBody) {
  Running running({.head_timeout = 100ms, .body_timeout = 100ms});
  RawClient slow_head(running.listener.port());
  RawClient slow_body(running.listener.port());

  slow_head.send("GET / HTTP/1.1\r\nHost:");
  slow_body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n12");

  EXPECT_TRUE(slow_head.receive().starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(slow_body.receive().starts_with("HTTP/1.1 408 "));
}

TEST(Listener, ClosesIdleConnectionsWithoutAWord) {
  Running running({.idle_timeout = 100ms});
  RawClient client(running.listener.port());
  client.exchange(kGet);

  EXPECT_TRUE(client.is_closed());
}

TEST(Listener, ClosesWhenTheClientAsksForIt) {
  Running running({});
  RawClient client(running.listener.port());

  const std::string all = client.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

  EXPECT_TRUE(has(all, "Connection: close\r\n"));
  EXPECT_TRUE(client.is_closed());
}

TEST(Listener, TurnsAwayOneConnectionTooMany) {
  Running running({.max_connections = 1});
  RawClient first(running.listener.port());
  first.exchange(kGet);
  RawClient second(running.listener.port());

  EXPECT_TRUE(second.receive().starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(has(first.exchange(kGet), "200 OK"));
  EXPECT_EQ(running.listener.stats().turned_away, 1u);
}

TEST(Listener, LetsAClientThatAsksAlreadyReadThatItIsTurnedAway) {
  Running running({.max_connections = 1});
  RawClient first(running.listener.port());
  first.exchange(kGet);
  RawClient second(running.listener.port());

  second.send(kGet);
  second.send(kGet);

  EXPECT_TRUE(has(second.receive(), "too many connections"));
  second.finish_sending();
  EXPECT_TRUE(second.is_closed());
}

TEST(Listener, BoundsWhatAllBodiesTogetherHold) {
  Running running({.threads = 1, .max_held_bytes = 1000});
  RawClient client(running.listener.port());
  const auto post = [](std::size_t bytes) {
    return fmt::format("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{}", bytes,
                       std::string(bytes, 'x'));
  };

  EXPECT_TRUE(has(client.exchange(post(64 * 1024 + 1000)), "200 OK"));
  EXPECT_TRUE(has(client.exchange(post(64 * 1024 + 1000)), "200 OK"));  // nothing is held any more
  EXPECT_TRUE(client.exchange(post(64 * 1024 + 1001)).starts_with("HTTP/1.1 503 "));
}

TEST(Listener, AnswersHeadRequestsWithoutABody) {
  Running running({});
  RawClient client(running.listener.port());

  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

  EXPECT_TRUE(client.receive_all().ends_with("Content-Length: 3\r\nConnection: close\r\n\r\n"));
}

TEST(Listener, Answers500WhenAHandlerThrowsOrForgets) {
  Running running({}, [](Request&& request, Responder) {
    if (request.target == "/a") throw std::runtime_error("no");
  });
  RawClient client(running.listener.port());

  EXPECT_TRUE(client.exchange(kGet).starts_with("HTTP/1.1 500 "));
  EXPECT_TRUE(client.exchange("GET /b HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 500 "));
}

TEST(Listener, RunsPostedWorkOnTheConnectionsThread) {
  Kept kept;
  std::thread::id handled_on;
  Running running({}, [&, keep = kept.handler()](Request&& request, Responder respond) {
    handled_on = std::this_thread::get_id();
    keep(std::move(request), std::move(respond));
  });
  RawClient client(running.listener.port());
  client.send(kGet);

  const auto respond = std::make_shared<Responder>(kept.wait());
  respond->post([respond, &handled_on] {
    const bool same = std::this_thread::get_id() == handled_on;
    (*respond)({.status = same ? 200 : 500, .headers = {}, .body = {}});
  });

  EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 200 "));
}

TEST(Listener, DrainsByFinishingWhatIsUnderWay) {
  Kept kept;
  // One thread: when the idle connection is closed, the busy one has heard of the drain, too.
  Running running({.threads = 1}, kept.handler());
  RawClient idle(running.listener.port());
  RawClient busy(running.listener.port());
  const std::uint16_t port = running.listener.port();
  busy.send(kGet);
  Responder respond = kept.wait();

  std::jthread drainer([&] { EXPECT_TRUE(running.listener.drain(10s)); });
  EXPECT_TRUE(idle.is_closed());
  respond({.status = 200, .headers = {}, .body = "done"});

  const std::string all = busy.receive_all();
  EXPECT_TRUE(has(all, "Connection: close\r\n")) << all;
  EXPECT_TRUE(all.ends_with("done"));
  drainer.join();
  EXPECT_FALSE(RawClient(port).connected());
}

TEST(Listener, DrainGivesUpWhenTimeIsOver) {
  Kept kept;
  Running running({}, kept.handler());
  RawClient client(running.listener.port());
  client.send(kGet);
  Responder respond = kept.wait();

  EXPECT_FALSE(running.listener.drain(50ms));
  EXPECT_TRUE(client.is_closed());
  respond({.status = 200, .headers = {}, .body = "too late"});  // dropped
}

TEST(Listener, RefusesAPortThatIsTaken) {
  Running running({});
  Listener second({.port = running.listener.port()}, echo);

  const Status started = second.start();

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Code::kConflict);
}

TEST(Listener, RefusesAnAddressThatIsNone) {
  for (const char* address : {"localhost", "256.0.0.1", ""}) {
    Listener listener({.address = address}, echo);
    const Status started = listener.start();
    ASSERT_FALSE(started) << address;
    EXPECT_EQ(started.error().code, Code::kInvalid);
  }
}

TEST(Listener, ListensOnIpv6) {
  Listener listener({.address = "::1"}, echo);
  const Status started = listener.start();
  if (!started) GTEST_SKIP() << "no IPv6 here: " << started.error().message;
  EXPECT_NE(listener.port(), 0);
}

}  // namespace
}  // namespace tidemark::http
