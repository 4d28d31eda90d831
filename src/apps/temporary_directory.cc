#include "apps/temporary_directory.h"

#include "base/log.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace tidemark::apps {

Result<TemporaryDirectory> TemporaryDirectory::make(const std::string& parent) {
  std::string path = parent + "/tidemark-drill-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    return fail(Code::kInvalid,
                fmt::format("no directory can be made in {}: {}", parent, std::strerror(errno)));
  }
  return TemporaryDirectory(std::move(path));
}

TemporaryDirectory::~TemporaryDirectory() {
  if (path_.empty() || keep_) return;
  std::error_code problem;
  std::filesystem::remove_all(path_, problem);
  if (problem) {
    log_warn("apps", fmt::format("{} could not be removed: {}", path_, problem.message()));
  }
}

}  // namespace tidemark::apps
