#include "operator/durable_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace tidemark::runbooks {
namespace {

Status write_all(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(file, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return file_error("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (::fsync(file) != 0) return file_error("sync", path);
  return Ok{};
}

}  // namespace

Error file_error(std::string_view doing, std::string_view path) {
  return fail(Code::kUnknown, fmt::format("cannot {} {}: {}", doing, path, std::strerror(errno)));
}

Status sync_parent(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const int directory = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY);
  if (directory < 0) return file_error("open", parent);
  const bool synced = ::fsync(directory) == 0;
  ::close(directory);
  if (!synced) return file_error("sync", parent);
  return Ok{};
}

Status write_durably(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return file_error("make", beside);
  const Status written = write_all(file, bytes, beside);
  ::close(file);
  TM_TRY_STATUS(written);
  if (::rename(beside.c_str(), path.c_str()) != 0) return file_error("rename", beside);
  return sync_parent(path);
}

Result<std::optional<std::string>> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (errno == ENOENT) return std::optional<std::string>();
    return file_error("read", path);
  }
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return file_error("read", path);
  return std::optional<std::string>(std::move(text));
}

Status make_directories(const std::string& path) {
  std::string so_far;
  for (const auto& part : std::filesystem::path(path)) {
    so_far = (std::filesystem::path(so_far) / part).string();
    if (::mkdir(so_far.c_str(), 0700) != 0 && errno != EEXIST) return file_error("make", so_far);
  }
  if (!std::filesystem::is_directory(path)) {
    return fail(Code::kInvalid, fmt::format("{} is no directory", path));
  }
  return Ok{};
}

}  // namespace tidemark::runbooks
