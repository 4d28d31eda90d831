#include "services/topics/courier.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace tidemark::services {

struct Courier::Impl {
  struct Errand {
    http::Outgoing request;
    std::optional<Result<http::Response>> outcome;
  };

  Impl(http::Transport& transport_in, Options options_in)
      : transport(transport_in), options(options_in) {
    for (unsigned i = 0; i < options.threads; ++i) {
      threads.emplace_back([this](const std::stop_token& stop) { run(stop); });
    }
  }

  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    while (wanted.wait(lock, stop, [this] { return !queue.empty(); })) {
      const std::string key = std::move(queue.front());
      queue.pop_front();
      const http::Outgoing request = errands.at(key).request;
      lock.unlock();
      Result<http::Response> outcome = transport.send(request);
      lock.lock();
      errands.at(key).outcome = std::move(outcome);
      told.notify_all();
    }
  }

  http::Transport& transport;
  const Options options;
  std::mutex mutex;
  std::condition_variable_any wanted;
  std::condition_variable told;
  std::map<std::string, Errand> errands;
  std::deque<std::string> queue;
  std::vector<std::jthread> threads;  // last: end first
};

Courier::Courier(http::Transport& transport, Options options)
    : impl_(std::make_unique<Impl>(transport, options)) {}

Courier::~Courier() = default;

std::optional<Result<http::Response>> Courier::attempt(const std::string& key,
                                                       const http::Outgoing& request) {
  std::unique_lock lock(impl_->mutex);
  if (impl_->errands.try_emplace(key, Impl::Errand{request, std::nullopt}).second) {
    impl_->queue.push_back(key);
    impl_->wanted.notify_one();
  }
  const auto done = [&] { return impl_->errands.at(key).outcome.has_value(); };
  if (!impl_->told.wait_for(lock, impl_->options.wait_at_most, done)) return std::nullopt;
  auto outcome = std::move(impl_->errands.at(key).outcome);
  impl_->errands.erase(key);
  return outcome;
}

}  // namespace tidemark::services
