#include "apps/child_server.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tidemark::apps {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto kReadyWithin = seconds(30);
constexpr auto kEndsWithin = seconds(15);
constexpr auto kLookEvery = milliseconds(10);

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string last_line(const std::string& path) {
  std::string text = file_text(path);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto end = text.rfind('\n');
  return end == std::string::npos ? text : text.substr(end + 1);
}

// Between fork and exec: only what is safe there.
[[noreturn]] void become_server(const std::vector<char*>& words, const char* log, pid_t parent,
                                bool outlive_us) {
  ::setpgid(0, 0);  // Ctrl-C at the terminal is for the drill, which then ends us in order
  if (outlive_us) {
    ::setsid();
  } else {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(126);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int in = ::open("/dev/null", O_RDONLY);
  const int out = ::open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (in < 0 || out < 0) ::_exit(126);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execv("/proc/self/exe", words.data());
  ::_exit(127);
}

}  // namespace

Result<ChildServer> ChildServer::start(const ChildServerOptions& options,
                                       const std::stop_token& stop) {
  const std::string log = options.directory + "/server.log";
  const std::string port_file = options.directory + "/port";
  std::vector<std::string> texts{
      "tidemark",  "serve",       "--data",      options.directory + "/data",
      "--port",    "0",           "--port-file", port_file,
      "--regions", options.region};
  std::vector<char*> words;
  for (std::string& text : texts) words.push_back(text.data());
  words.push_back(nullptr);

  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return fail(Code::kBusy, fmt::format("fork: {}", std::strerror(errno)));
  if (pid == 0) become_server(words, log.c_str(), parent, options.outlive_us);

  ChildServer server(pid);
  for (auto waited = milliseconds(0); waited < kReadyWithin; waited += kLookEvery) {
    if (stop.stop_requested()) return fail(Code::kBusy, "stopped by request");
    if (const std::string text = file_text(port_file); !text.empty()) {
      server.port_ = std::atoi(text.c_str());
      return server;
    }
    if (server.ended()) {
      return fail(Code::kConflict, fmt::format("the server did not start: {}", last_line(log)));
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  return fail(Code::kBusy, fmt::format("the server was not ready after {} s: {}",
                                       kReadyWithin.count(), last_line(log)));
}

bool ChildServer::ended() {
  if (pid_ == 0) return true;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == 0) return false;
  pid_ = 0;
  return true;
}

ChildServer::~ChildServer() {
  if (ended()) return;
  ::kill(pid_, SIGTERM);
  for (auto waited = milliseconds(0); waited < kEndsWithin; waited += kLookEvery) {
    if (ended()) return;
    std::this_thread::sleep_for(kLookEvery);
  }
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace tidemark::apps
