#include "http/transport.h"

#include <gtest/gtest.h>

#include <thread>

namespace tidemark::http {
namespace {

using namespace std::chrono_literals;

// Answers with what it saw.
void describe(Request&& request, Responder respond) {
  Response response{.status = 202, .headers = {}, .body = {}};
  response.headers.add("X-Seen", request.headers.find("X-Sent").value_or("nothing"));
  response.body = fmt::format("{} {} {} {} {}", request.method, request.target,
                              request.headers.find("Host").value_or("?"),
                              request.headers.find("Content-Type").value_or("none"), request.body);
  respond(std::move(response));
}

struct Served {
  explicit Served(Handler handler = describe) : listener({}, std::move(handler)) {
    EXPECT_TRUE(listener.start());
  }

  [[nodiscard]] std::string url(std::string_view rest) const {
    return fmt::format("http://127.0.0.1:{}{}", listener.port(), rest);
  }

  Listener listener;
};

TEST(SocketTransport, SendsMethodTargetHeadersAndBodyAsWritten) {
  Served served;
  SocketTransport transport({});
  Outgoing request{.method = "PUT", .url = served.url("/a/../b%2Fc?z=1&a=%20"), .body = "text"};
  request.headers.add("X-Sent", "one two");

  const auto response = transport.send(request);

  ASSERT_TRUE(response) << to_text(response.error());
  EXPECT_EQ(response.value().status, 202);
  EXPECT_EQ(response.value().headers.find("x-seen"), "one two");
  EXPECT_EQ(response.value().body, fmt::format("PUT /a/../b%2Fc?z=1&a=%20 127.0.0.1:{} none text",
                                               served.listener.port()));
}

TEST(SocketTransport, UsesAConnectionAgain) {
  Served served;
  SocketTransport transport({});

  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(transport.send({.method = "POST", .url = served.url("/")}));

  EXPECT_EQ(served.listener.stats().accepted, 1u);
}

TEST(SocketTransport, SendsFromManyThreads) {
  Served served;
  SocketTransport transport({});
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string body = fmt::format("{}-{}", t, i);
        const auto response =
            transport.send({.method = "POST", .url = served.url("/"), .headers = {}, .body = body});
        ASSERT_TRUE(response);
        EXPECT_TRUE(response.value().body.ends_with(body));
      }
    });
  }
}

TEST(SocketTransport, SaysBusyWhenNobodyListens) {
  std::string url;
  {
    const Served gone;
    url = gone.url("/");
  }
  SocketTransport transport({});

  const auto response = transport.send({.method = "GET", .url = url});

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::kBusy);
}

TEST(SocketTransport, SaysUnknownWhenTheTimeIsOver) {
  std::optional<Responder> kept;
  Served served([&](Request&&, Responder respond) { kept.emplace(std::move(respond)); });
  SocketTransport transport({});

  const auto response =
      transport.send({.method = "POST", .url = served.url("/"), .timeout = 100ms});

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::kUnknown);
  served.listener.stop();
}

TEST(SocketTransport, RefusesAResponseOverItsLimit) {
  Served served([](Request&&, Responder respond) {
    respond({.status = 200, .headers = {}, .body = std::string(1001, 'x')});
  });
  SocketTransport transport({.max_response_bytes = 1000});

  const auto response = transport.send({.method = "GET", .url = served.url("/")});

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::kLimit);
}

TEST(SocketTransport, RefusesALineBreakInAHeader) {
  SocketTransport transport({});
  Outgoing request{.method = "GET", .url = "http://127.0.0.1:1/"};
  request.headers.add("X", "a\r\nY: b");

  const auto response = transport.send(request);

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::kInvalid);
}

TEST(InProcessTransport, ReachesAHandlerWithoutASocket) {
  InProcessTransport transport(describe);

  const auto response =
      transport.send({.method = "POST", .url = "http://db:8000/x?y", .headers = {}, .body = "b"});

  ASSERT_TRUE(response);
  EXPECT_EQ(response.value().body, "POST /x?y db:8000 none b");
}

TEST(InProcessTransport, WaitsForAnAnswerFromAnotherThreadAndRunsWhatIsPosted) {
  std::jthread answering;
  InProcessTransport transport([&](Request&&, Responder respond) {
    answering = std::jthread([kept = std::make_shared<Responder>(std::move(respond))] {
      kept->post([kept] { (*kept)({.status = 201, .headers = {}, .body = {}}); });
    });
  });

  const auto response = transport.send({.method = "GET", .url = "http://db/"});

  EXPECT_EQ(response.value().status, 201);
}

// A proxy is sent the whole URL, and shows it in its answer.
TEST(SocketTransport, GoesThroughAProxyButForHostsWithout) {
  Served proxy;
  Served served;
  const std::string host = proxy.url("");
  SocketTransport through({.proxy = host, .https_proxy = "http://127.0.0.1:1"});
  SocketTransport around({.proxy = host, .no_proxy = "example.com,127.0.0.1"});

  const auto proxied = through.send({.method = "GET", .url = "http://tidemark.invalid/x"});
  const auto direct = around.send({.method = "GET", .url = served.url("/x")});
  const auto encrypted = through.send({.method = "GET", .url = "https://tidemark.invalid/x"});

  ASSERT_TRUE(proxied) << proxied.error().message;
  EXPECT_NE(proxied.value().body.find("tidemark.invalid"), std::string::npos);
  ASSERT_TRUE(direct);
  EXPECT_TRUE(direct.value().body.starts_with("GET /x 127.0.0.1:")) << direct.value().body;
  EXPECT_FALSE(encrypted);  // there is nobody at its proxy
}

TEST(SocketTransport, CarriesNothingFromOneRequestToTheNext) {
  Served served;
  SocketTransport transport({});
  Outgoing put{.method = "PUT", .url = served.url("/a"), .body = "text"};
  put.headers.add("Content-Type", "x/y");
  put.headers.add("X-Sent", "once");
  const auto body_of = [&](const Outgoing& request) {
    const auto response = transport.send(request);
    return response ? response.value().body : response.error().message;
  };

  EXPECT_TRUE(body_of(put).ends_with(" x/y text"));
  EXPECT_TRUE(body_of({.method = "GET", .url = served.url("/b")}).starts_with("GET /b "));
  EXPECT_EQ(body_of({.method = "HEAD", .url = served.url("/c")}), "");
  const auto deleted = transport.send({.method = "DELETE", .url = served.url("/d")});
  ASSERT_TRUE(deleted);
  EXPECT_TRUE(deleted.value().body.starts_with("DELETE /d ")) << deleted.value().body;
  EXPECT_TRUE(deleted.value().body.ends_with(" none ")) << deleted.value().body;
  EXPECT_EQ(deleted.value().headers.find("X-Seen"), "nothing");
  EXPECT_TRUE(body_of(put).ends_with(" x/y text"));
}

}  // namespace
}  // namespace tidemark::http
