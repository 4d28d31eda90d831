// A few threads for work too long for a connection's thread, with a queue that may be full.
//
//   if (!pool.submit(work)) … say that the server is busy …
//
// Its threads give way to others when the processors are full.
//
// Threads   Any. `stop` not from within work.
// Errors    An exception out of work is logged.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tidemark::server {

class WorkerPool {
 public:
  WorkerPool(unsigned threads, std::size_t max_waiting);
  ~WorkerPool();  // stops

  // False when max_waiting works wait already, or after stop; then it was not taken.
  bool submit(std::function<void()> work);

  // Waits for what has begun, drops what has not.
  void stop();

  [[nodiscard]] std::size_t waiting() const;

 private:
  void run();

  const std::size_t max_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tidemark::server
