#include "storage/data_directory.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>

namespace tidemark::storage {

namespace {

constexpr std::string_view kFormatText = "tidemark data directory, format ";

std::string system_error(std::string_view doing, const std::string& path) {
  return fmt::format("{} {}: {}", doing, path, std::strerror(errno));
}

Status sync_path(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return fail(Code::kInvalid, system_error("opening", path));
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  if (!synced) return fail(Code::kUnknown, system_error("syncing", path));
  return Ok{};
}

Status make_directory(const std::string& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(path, error);
  if (error) return fail(Code::kInvalid, fmt::format("making {}: {}", path, error.message()));
  if (!made) return Ok{};
  const auto parent = std::filesystem::absolute(path).parent_path();
  return sync_path(parent.string(), O_RDONLY | O_DIRECTORY);
}

std::optional<std::string> first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) return std::nullopt;
  return line;
}

// Whole or not at all, even when the plug is pulled.
Status write_line(const std::string& directory, const std::string& name, const std::string& line) {
  const std::string path = directory + "/" + name;
  const std::string half = path + ".new";
  {
    std::ofstream file(half, std::ios::trunc);
    file << line << '\n';
    file.flush();
    if (!file) return fail(Code::kInvalid, fmt::format("writing {} failed", half));
  }
  TM_TRY_STATUS(sync_path(half, O_RDWR));
  if (::rename(half.c_str(), path.c_str()) != 0) {
    return fail(Code::kInvalid, system_error("naming", path));
  }
  return sync_path(directory, O_RDONLY | O_DIRECTORY);
}

// The locked file, holding our process id.
Result<int> lock(const std::string& directory) {
  const std::string path = directory + "/LOCK";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return fail(Code::kInvalid, system_error("opening", path));
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(file);
    if (reason != EWOULDBLOCK) {
      return fail(Code::kInvalid, fmt::format("locking {}: {}", path, std::strerror(reason)));
    }
    return fail(Code::kConflict, fmt::format("{} is in use by another process, pid {}", directory,
                                             first_line(path).value_or("unknown")));
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file, 0) != 0 ||
      ::pwrite(file, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    const std::string reason = system_error("writing", path);
    ::close(file);
    return fail(Code::kInvalid, reason);
  }
  return file;
}

// The mark of a format that we know.
Status check_mark(const std::string& directory, const std::optional<std::string>& line) {
  if (!line) {
    return fail(Code::kInvalid,
                fmt::format("{} is no tidemark data directory: it has no FORMAT", directory));
  }
  int format = 0;
  const char* end = line->data() + line->size();
  const bool ours = line->starts_with(kFormatText);
  if (ours) {
    const auto parsed = std::from_chars(line->data() + kFormatText.size(), end, format);
    if (parsed.ec == std::errc() && parsed.ptr == end && format > 0) {
      if (format <= kDataFormat) return Ok{};
      return fail(Code::kInvalid,
                  fmt::format("{} has format {}, this program knows up to format {}", directory,
                              format, kDataFormat));
    }
  }
  return fail(Code::kInvalid, fmt::format("{}/FORMAT is not a tidemark format mark", directory));
}

Status check_format(const std::string& directory) {
  const auto line = first_line(directory + "/FORMAT");
  if (line) return check_mark(directory, line);
  return write_line(directory, "FORMAT", fmt::format("{}{}", kFormatText, kDataFormat));
}

Status check_clock(const std::string& directory, ClockKind clock) {
  const std::string wanted = clock == ClockKind::kSystem ? "system" : "simulated";
  const auto line = first_line(directory + "/CLOCK");
  if (!line) return write_line(directory, "CLOCK", wanted);
  if (*line == wanted) return Ok{};
  return fail(Code::kInvalid, fmt::format("{} was made for the {} clock, not the {} clock",
                                          directory, *line, wanted));
}

// Somebody's home directory given by mistake is not to be filled with our files.
Status check_ours(const std::string& directory) {
  std::error_code error;
  if (std::filesystem::exists(directory + "/FORMAT", error)) return Ok{};
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (name == "LOCK" || name == "FORMAT.new") continue;
    return fail(Code::kInvalid, fmt::format("{} is no tidemark data directory: it holds {} and no "
                                            "FORMAT",
                                            directory, name));
  }
  if (error) return fail(Code::kInvalid, fmt::format("listing {}: {}", directory, error.message()));
  return Ok{};
}

}  // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::claim(const std::string& path,
                                                            ClockKind clock) {
  TM_TRY_STATUS(make_directory(path));
  TM_TRY_STATUS(check_ours(path));
  TM_TRY(const int lock_file, lock(path));
  // From here on the destructor gives the lock back.
  std::unique_ptr<DataDirectory> directory(new DataDirectory(path, lock_file));
  TM_TRY_STATUS(check_format(path));
  TM_TRY_STATUS(check_clock(path, clock));
  TM_TRY_STATUS(make_directory(path + "/regions"));
  return directory;
}

Result<std::unique_ptr<DataDirectory>> DataDirectory::claim_to_read(const std::string& path) {
  TM_TRY_STATUS(check_mark(path, first_line(path + "/FORMAT")));
  TM_TRY(const int lock_file, lock(path));
  return std::unique_ptr<DataDirectory>(new DataDirectory(path, lock_file));
}

std::optional<ClockKind> DataDirectory::remembered_clock(const std::string& path) {
  const auto line = first_line(path + "/CLOCK");
  if (!line) return std::nullopt;
  return *line == "simulated" ? ClockKind::kSimulated : ClockKind::kSystem;
}

Result<std::optional<Timestamp>> DataDirectory::simulated_now() const {
  const auto line = first_line(path_ + "/NOW");
  if (!line) return std::optional<Timestamp>();
  Timestamp now;
  const char* end = line->data() + line->size();
  const auto parsed = std::from_chars(line->data(), end, now.micros);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return fail(Code::kCorrupt, fmt::format("{}/NOW is no instant: '{}'", path_, *line));
  }
  return std::optional(now);
}

Status DataDirectory::save_simulated_now(Timestamp now) const {
  return write_line(path_, "NOW", fmt::format("{}", now.micros));
}

DataDirectory::~DataDirectory() {
  ::close(lock_file_);
}

Result<std::string> DataDirectory::region_directory(const std::string& region) const {
  const bool plain = !region.empty() && std::ranges::all_of(region, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (!plain) return fail(Code::kInvalid, fmt::format("'{}' is no region name", region));
  const std::string directory = path_of_region(region);
  TM_TRY_STATUS(make_directory(directory));
  return directory;
}

std::vector<std::string> DataDirectory::regions() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_ + "/regions", error)) {
    if (entry.is_directory(error)) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace tidemark::storage
