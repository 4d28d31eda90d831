// A program of ours as a child process that listens on a port of its own choosing.
//
//   TM_TRY(Child server, Child::start({settings.server, "serve", "--data", data, "--port", "0",
//                                      "--port-file", port_file}, port_file));
//   … server.port() …
//
// Threads   One: the thread that starts it must outlive it, since the child is told to end when
//           that thread does.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace tidemark::bench {

class Child {
 public:
  // Returns once the program has written its port to `port_file` (removed before). What it prints
  // goes to `port_file` + ".log".
  // Errors: kConflict  it ended before; says its last line
  //         kBusy      not ready within 60 s
  static Result<Child> start(std::vector<std::string> words, const std::string& port_file);

  ~Child();  // SIGTERM, then waits

  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)), port_(other.port_) {}

  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child& operator=(Child&&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // User and system time of all its threads so far.
  [[nodiscard]] double cpu_seconds() const;

  // What it holds in memory now.
  [[nodiscard]] std::int64_t resident_kb() const;

  // SIGKILL, and waits.
  void kill_now();

 private:
  explicit Child(pid_t pid) : pid_(pid) {}

  pid_t pid_;
  std::uint16_t port_ = 0;
};

}  // namespace tidemark::bench
