#include "http/transport.h"

#include <condition_variable>
#include <deque>

namespace tidemark::http {
namespace {

// Runs what is posted to it on the thread that waits for the response.
class WaitingExchange final : public Exchange {
 public:
  void answer(Response response) override {
    const std::lock_guard lock(mutex_);
    response_ = std::move(response);
    changed_.notify_all();
  }

  void post(std::function<void()> work) override {
    const std::lock_guard lock(mutex_);
    work_.push_back(std::move(work));
    changed_.notify_all();
  }

  Response wait() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return response_ || !work_.empty(); });
      if (response_) return std::move(*response_);
      const std::function<void()> work = std::move(work_.front());
      work_.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> work_;
  std::optional<Response> response_;
};

// "http://host:port/path?query" in "host:port" and "/path?query".
std::pair<std::string_view, std::string_view> split(std::string_view url) {
  const auto scheme = url.find("://");
  const std::string_view rest = scheme == url.npos ? url : url.substr(scheme + 3);
  const auto path = rest.find_first_of("/?");
  if (path == rest.npos) return {rest, "/"};
  return {rest.substr(0, path), rest.substr(path)};
}

}  // namespace

Result<Response> InProcessTransport::send(const Outgoing& request) {
  const auto [host, target] = split(request.url);
  Request incoming{.method = request.method,
                   .target = std::string(target),
                   .headers = request.headers,
                   .body = request.body,
                   .peer = "in-process"};
  if (!incoming.headers.find("Host")) incoming.headers.add("Host", host);
  const auto exchange = std::make_shared<WaitingExchange>();
  handler_(std::move(incoming), Responder(exchange));
  return exchange->wait();
}

}  // namespace tidemark::http
