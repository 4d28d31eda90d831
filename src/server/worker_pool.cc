#include "server/worker_pool.h"

#include "base/log.h"

#include <algorithm>
#include <exception>
#include <unistd.h>

namespace tidemark::server {
namespace {

constexpr int kNice = 10;

}  // namespace

WorkerPool::WorkerPool(unsigned threads, std::size_t max_waiting) : max_waiting_(max_waiting) {
  for (unsigned i = 0; i < std::max(1u, threads); ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

bool WorkerPool::submit(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_.size() >= max_waiting_) return false;
  waiting_.push_back(std::move(work));
  changed_.notify_one();
  return true;
}

void WorkerPool::stop() {
  std::deque<std::function<void()>> dropped;  // destroyed without the lock held
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(waiting_);
    changed_.notify_all();
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void WorkerPool::run() {
  // Long work gives way to short requests when the processors are full; in Linux a thread's own
  // matter. It can only be refused where the whole process is lower already.
  [[maybe_unused]] const int lowered = ::nice(kNice);
  while (true) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    try {
      work();
    } catch (const std::exception& thrown) {
      log_error("server", fmt::format("background work threw: {}", thrown.what()));
    }
  }
}

}  // namespace tidemark::server
