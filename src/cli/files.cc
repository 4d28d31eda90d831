#include "cli/files.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace tidemark::cli {
namespace {

Error trouble(Code code, const std::string& path) {
  return fail(code, fmt::format("{}: {}", path, std::strerror(errno)));
}

// Closes what it was given.
class OpenFile {
 public:
  explicit OpenFile(int file) : file_(file) {}

  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  ~OpenFile() {
    if (file_ > STDERR_FILENO) ::close(file_);
  }

  [[nodiscard]] int get() const { return file_; }

 private:
  int file_;
};

}  // namespace

Result<std::string> config_file(const std::string& named, const CommandContext& context) {
  if (!named.empty()) return named;
  const client::Environment& environment = context.around().environment;
  std::string path =
      runbooks::config_path(environment.get("XDG_CONFIG_HOME", ""), environment.get("HOME", ""));
  if (path.empty()) {
    return fail(Code::kInvalid, "neither HOME nor XDG_CONFIG_HOME says where tidemark.yaml is");
  }
  return path;
}

Result<std::string> text_of_file(const std::string& path, std::size_t most_bytes) {
  const OpenFile file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return trouble(Code::kNotFound, path);
  std::string text;
  std::string piece(1 << 16, '\0');
  while (true) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return trouble(Code::kNotFound, path);
    if (got == 0) return text;
    text.append(piece, 0, static_cast<std::size_t>(got));
    if (text.size() > most_bytes) {
      return fail(Code::kLimit, fmt::format("{} is larger than {} bytes", path, most_bytes));
    }
  }
}

Status write_new_file(const std::string& path, std::string_view text) {
  const auto directory = std::filesystem::path(path).parent_path();
  std::error_code problem;
  if (!directory.empty()) std::filesystem::create_directories(directory, problem);
  const OpenFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) {
    if (errno == EEXIST) {
      return fail(Code::kConflict, fmt::format("{} is there already; nothing was written", path));
    }
    return trouble(Code::kUnknown, path);
  }
  while (!text.empty()) {
    const ssize_t put = ::write(file.get(), text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return trouble(Code::kUnknown, path);
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return ::fsync(file.get()) == 0 ? Status(Ok{}) : trouble(Code::kUnknown, path);
}

}  // namespace tidemark::cli
