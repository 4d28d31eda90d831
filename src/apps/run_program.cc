#include "apps/run_program.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tidemark::apps {
namespace {

// Its standard output is `to`; signals that we hold back reach it.
int spawn(pid_t& pid, const std::vector<std::string>& words, int to) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files{};
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, to, STDOUT_FILENO);
  posix_spawnattr_t attributes{};
  ::posix_spawnattr_init(&attributes);
  sigset_t none{};
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int problem =
      ::posix_spawnp(&pid, arguments.front(), &files, &attributes, arguments.data(), ::environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  return problem;
}

std::string all_of(int from) {
  std::string text;
  std::array<char, 4096> piece{};
  while (true) {
    const ssize_t got = ::read(from, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Result<std::string> run_program(const std::vector<std::string>& words) {
  if (words.empty()) return fail(Code::kInvalid, "no program is named");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return fail(Code::kBusy, fmt::format("{}: {}", words.front(), std::strerror(errno)));
  }
  pid_t pid = 0;
  const int problem = spawn(pid, words, ends[1]);
  ::close(ends[1]);
  const std::string text = problem == 0 ? all_of(ends[0]) : std::string();
  ::close(ends[0]);
  if (problem != 0) {
    return fail(Code::kNotFound, fmt::format("{}: {}", words.front(), std::strerror(problem)));
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return text;
  const int ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return fail(Code::kInvalid, fmt::format("{} ended with status {}", words.front(), ended));
}

}  // namespace tidemark::apps
