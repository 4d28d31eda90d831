#include "bench/child.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tidemark::bench {
namespace {

constexpr std::chrono::seconds kReadyWithin{60};
constexpr std::chrono::microseconds kLookEvery{500};

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto end = text.rfind('\n');
  return end == std::string::npos ? text : text.substr(end + 1);
}

// Between fork and exec: only what is safe there.
[[noreturn]] void become(const std::vector<char*>& words, const char* log, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(126);
  const int out = ::open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (out < 0) ::_exit(126);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execv(words.front(), words.data());
  ::_exit(127);
}

bool has_ended(pid_t pid) {
  int status = 0;
  return ::waitpid(pid, &status, WNOHANG) != 0;
}

}  // namespace

Result<Child> Child::start(std::vector<std::string> words, const std::string& port_file) {
  std::error_code ignored;
  std::filesystem::remove(port_file, ignored);
  const std::string log = port_file + ".log";
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return fail(Code::kBusy, fmt::format("fork: {}", std::strerror(errno)));
  if (pid == 0) become(pointers, log.c_str(), parent);

  Child child(pid);
  const auto give_up = std::chrono::steady_clock::now() + kReadyWithin;
  while (std::chrono::steady_clock::now() < give_up) {
    if (const std::string text = file_text(port_file); text.ends_with('\n')) {
      child.port_ = static_cast<std::uint16_t>(std::atoi(text.c_str()));
      return child;
    }
    if (has_ended(pid)) {
      child.pid_ = 0;
      return fail(Code::kConflict,
                  fmt::format("{} did not start: {}", words.front(), last_line(file_text(log))));
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  return fail(Code::kBusy, fmt::format("{} was not ready after {} s: {}", words.front(),
                                       kReadyWithin.count(), last_line(file_text(log))));
}

Child::~Child() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

void Child::kill_now() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

double Child::cpu_seconds() const {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::int64_t Child::resident_kb() const {
  std::istringstream lines(file_text(fmt::format("/proc/{}/status", pid_)));
  for (std::string word; lines >> word;) {
    std::int64_t kb = 0;
    if (word == "VmRSS:" && lines >> kb) return kb;
  }
  return 0;
}

}  // namespace tidemark::bench
