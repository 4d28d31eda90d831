#include "bench/disk_cases.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace tidemark::bench {

namespace {

constexpr std::size_t kAppendedBytes = 4096;

Result<Sample> sync_for(double seconds, const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return fail(Code::kUnknown, fmt::format("{}: {}", path, std::strerror(errno)));
  const std::string block(kAppendedBytes, 'x');
  auto sample = repeat(seconds, 1, [&]() -> Status {
    if (::write(file, block.data(), block.size()) == static_cast<ssize_t>(block.size()) &&
        ::fdatasync(file) == 0) {
      return Ok{};
    }
    return fail(Code::kUnknown, fmt::format("{}: {}", path, std::strerror(errno)));
  });
  ::close(file);
  ::unlink(path.c_str());
  return sample;
}

}  // namespace

Case fdatasync_case(const Settings& settings) {
  return {"fdatasync", "op/s", [path = settings.directory + "/fdatasync"](double seconds) {
            return sync_for(seconds, path);
          }};
}

}  // namespace tidemark::bench
