#include "apps/interrupts.h"

#include <pthread.h>
#include <unistd.h>

namespace tidemark::apps {

Interrupts::Interrupts() {
  ::sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals_, signal);
  ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);  // inherited by every later thread
}

void Interrupts::watch() {
  watcher_ = std::jthread([this](const std::stop_token& over) {
    while (!over.stop_requested()) {
      const timespec look_again{.tv_sec = 0, .tv_nsec = 50'000'000};
      if (const int signal = ::sigtimedwait(&signals_, nullptr, &look_again); signal > 0) {
        met(signal);
      }
    }
  });
}

void Interrupts::watch_impatiently() {
  patient_ = false;
  ends_second_ = true;
  watch();
}

void Interrupts::attend() {
  attending_ = true;
  sigset_t others{};
  ::sigemptyset(&others);
  for (const int signal : {SIGTERM, SIGHUP}) ::sigaddset(&others, signal);
  ::pthread_sigmask(SIG_UNBLOCK, &others, nullptr);
}

void Interrupts::met(int signal) {
  if (attending_ && signal == SIGINT) {
    noted_ = true;
    return;
  }
  // What was written is in files that need no closing; a run's journal was synced line by line.
  if (!patient_ || (ends_second_ && came())) ::_exit(kInterrupted);
  stop_.request_stop();
}

}  // namespace tidemark::apps
