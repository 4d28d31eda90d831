// A transport for tests: plays the answers it was given, one a request, and keeps what was sent.
//
//   ScriptedTransport transport;
//   transport.answer(400, R"({"__type":"x#ThrottlingException"})");
//   transport.drop();                        // the connection breaks: kUnknown
//   transport.otherwise([](const http::Outgoing& request) { … });   // when the script is over
//
// Threads   Any.
#pragma once

#include "http/transport.h"

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::client::testing {

class ScriptedTransport final : public http::Transport {
 public:
  using Play = std::function<Result<http::Response>(const http::Outgoing&)>;

  void play(Play play) {
    const std::lock_guard lock(mutex_);
    script_.push_back(std::move(play));
  }

  void answer(int status, std::string body) {
    play([status, body = std::move(body)](const http::Outgoing&) {
      return Result<http::Response>(http::Response{.status = status, .headers = {}, .body = body});
    });
  }

  void drop() {
    play([](const http::Outgoing&) -> Result<http::Response> {
      return fail(Code::kUnknown, "the connection broke");
    });
  }

  void refuse_connection() {
    play([](const http::Outgoing&) -> Result<http::Response> {
      return fail(Code::kBusy, "no connection");
    });
  }

  void otherwise(Play play) { otherwise_ = std::move(play); }

  Result<http::Response> send(const http::Outgoing& request) override {
    Play play;
    {
      const std::lock_guard lock(mutex_);
      sent_.push_back(request);
      if (!script_.empty()) {
        play = std::move(script_.front());
        script_.pop_front();
      } else {
        play = otherwise_;
      }
    }
    if (!play) return fail(Code::kInvalid, "the script is over");
    return play(request);
  }

  [[nodiscard]] std::vector<http::Outgoing> sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Play> script_;
  Play otherwise_;
  std::vector<http::Outgoing> sent_;
};

// "PutItem" of "DynamoDB_20120810.PutItem".
inline std::string operation_of(const http::Outgoing& request) {
  const std::string target(request.headers.find("X-Amz-Target").value_or(""));
  return target.substr(target.find('.') + 1);
}

}  // namespace tidemark::client::testing
