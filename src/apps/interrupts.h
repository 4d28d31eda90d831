// SIGINT, SIGTERM and SIGHUP, met in order.
//
//   Interrupts interrupts;          // on the main thread, before there are others
//   interrupts.watch();
//   … work(interrupts.token()) …
//   if (interrupts.came()) return 130;
//
// Threads   watch() once; the others from any thread.
#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace tidemark::apps {

inline constexpr int kInterrupted = 130;

class Interrupts {
 public:
  // The signals are blocked in this thread and those it starts later.
  Interrupts();

  // They become a stop request for as long as this lives.
  void watch();

  // They end the process with 130 until patience() is asked for; then, and once, they become a
  // stop request: the second one ends the process.
  void watch_impatiently();

  void patience() { patient_ = true; }

  // From now on Ctrl-C is only noted, for take() to find; SIGTERM and SIGHUP do what they do to any
  // process, so that a line editor can put the terminal back. On the main thread.
  void attend();

  // Whether Ctrl-C came since the last time.
  [[nodiscard]] bool take() { return noted_.exchange(false); }

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

  [[nodiscard]] bool came() const { return stop_.stop_requested(); }

 private:
  void met(int signal);

  sigset_t signals_{};
  std::stop_source stop_;
  std::atomic<bool> patient_ = true;
  bool ends_second_ = false;
  std::atomic<bool> attending_ = false;
  std::atomic<bool> noted_ = false;
  std::jthread watcher_;
};

}  // namespace tidemark::apps
