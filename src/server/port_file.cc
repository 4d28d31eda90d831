#include "server/port_file.h"

#include <filesystem>
#include <fstream>

namespace tidemark::server {

Status write_port_file(const std::string& path, std::uint16_t port) {
  const std::string draft = path + ".new";
  std::ofstream file(draft);
  file << port << '\n';
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path, error);
  if (file && !error) return Ok{};
  return fail(Code::kUnknown, fmt::format("the port file {} cannot be written", path));
}

}  // namespace tidemark::server
