#include "apps/vault_key_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

namespace tidemark::apps {
namespace {

constexpr off_t kMostBytes = 1 << 20;

Error refused(const std::string& file, const std::string& why) {
  return fail(Code::kInvalid, fmt::format("--vault-key {}: {}", file, why));
}

}  // namespace

Result<vault::Keyring> read_vault_keys(const std::string& file) {
  if (file.empty()) return vault::Keyring();
  struct stat about{};
  if (::stat(file.c_str(), &about) != 0) return refused(file, std::strerror(errno));
  if (!S_ISREG(about.st_mode)) return refused(file, "it is no file");
  if ((about.st_mode & S_IROTH) != 0) {
    return refused(file, "everybody on this machine can read it; 'chmod 600' makes it yours alone");
  }
  if (about.st_size > kMostBytes) {
    return refused(file, fmt::format("{} bytes are too many for keys", about.st_size));
  }
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.good() && !in.eof()) return refused(file, "it cannot be read");
  return vault::Keyring::parse(text, "--vault-key " + file);
}

}  // namespace tidemark::apps
