#include "services/identity/access_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tidemark::services {
namespace {

constexpr std::size_t kKeyIdBytes = 20;
constexpr std::size_t kSecretBytes = 40;
constexpr std::size_t kMaxFileBytes = 1 << 20;
constexpr mode_t kOursAlone = 0600;
constexpr std::string_view kKeyIdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}

  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

Error io_error(std::string_view deed, const std::string& path) {
  return fail(Code::kUnknown,
              fmt::format("cannot {} key file {}: {}", deed, path, std::strerror(errno)));
}

std::string draw(Random& random, std::string_view letters, std::size_t count) {
  std::string text;
  while (text.size() < count) text += letters[random.below(letters.size())];
  return text;
}

AccessKey new_key(std::string_view account, Random& random) {
  return {std::string(account), "AKIA" + draw(random, kKeyIdLetters, kKeyIdBytes - 4),
          draw(random, kSecretLetters, kSecretBytes)};
}

Status write_all(const Descriptor& file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0) return io_error("write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) return io_error("sync", path);
  return Ok{};
}

// Written beside and renamed: a crash leaves a whole file or none.
Status create(const std::string& path, const AccessKey& key) {
  const std::string draft = path + ".new";
  ::unlink(draft.c_str());
  {
    const Descriptor file(
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kOursAlone));
    if (file.get() < 0) return io_error("create", draft);
    TM_TRY_STATUS(
        write_all(file,
                  fmt::format("# Tidemark access keys: account, key id, secret.\n{} {} {}\n",
                              key.account, key.key_id, key.secret),
                  draft));
  }
  if (::rename(draft.c_str(), path.c_str()) != 0) return io_error("rename", draft);
  const auto slash = path.rfind('/');
  const std::string directory = slash == path.npos ? "." : path.substr(0, slash + 1);
  const Descriptor parent(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() < 0 || ::fsync(parent.get()) != 0)
    return io_error("sync the directory of", path);
  return Ok{};
}

Status check_ours_alone(const Descriptor& file, const std::string& path) {
  struct stat about{};
  if (::fstat(file.get(), &about) != 0) return io_error("look at", path);
  if (!S_ISREG(about.st_mode)) {
    return fail(Code::kInvalid, fmt::format("key file {} is no regular file", path));
  }
  if (about.st_uid != ::geteuid()) {
    return fail(Code::kDenied,
                fmt::format("key file {} belongs to user {}, not to user {} who runs "
                            "this server",
                            path, about.st_uid, ::geteuid()));
  }
  if ((about.st_mode & 077) != 0) {
    return fail(Code::kDenied,
                fmt::format("key file {} has mode {:04o}, others may use it: run chmod 0600 {}",
                            path, about.st_mode & 07777, path));
  }
  return Ok{};
}

Result<std::string> read_all(const Descriptor& file, const std::string& path) {
  std::string text;
  char bytes[4096];
  while (true) {
    const ssize_t got = ::read(file.get(), bytes, sizeof bytes);
    if (got < 0) return io_error("read", path);
    if (got == 0) return text;
    text.append(bytes, static_cast<std::size_t>(got));
    if (text.size() > kMaxFileBytes) {
      return fail(Code::kInvalid, fmt::format("key file {} is larger than 1 MiB", path));
    }
  }
}

bool made_of(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == text.npos;
}

// "account key-id secret" with single blanks.
std::optional<AccessKey> parse_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto second = first == line.npos ? line.npos : line.find(' ', first + 1);
  if (second == line.npos) return std::nullopt;
  const AccessKey key{std::string(line.substr(0, first)),
                      std::string(line.substr(first + 1, second - first - 1)),
                      std::string(line.substr(second + 1))};
  const bool right = is_account_id(key.account) && key.key_id.size() == kKeyIdBytes &&
                     made_of(key.key_id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") &&
                     key.secret.size() == kSecretBytes && made_of(key.secret, kSecretLetters);
  return right ? std::optional(key) : std::nullopt;
}

Result<std::vector<AccessKey>> parse(std::string_view text, const std::string& path) {
  std::vector<AccessKey> keys;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    std::optional<AccessKey> key = parse_line(line);
    if (!key) {
      return fail(
          Code::kInvalid,
          fmt::format("key file {} line {} is not \"account key-id secret\"", path, number));
    }
    const auto same = [&](const AccessKey& other) { return other.key_id == key->key_id; };
    if (std::ranges::any_of(keys, same)) {
      return fail(Code::kInvalid,
                  fmt::format("key file {} line {} repeats a key id", path, number));
    }
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) return fail(Code::kInvalid, fmt::format("key file {} holds no key", path));
  return keys;
}

}  // namespace

Result<AccessKeys> AccessKeys::open(const std::string& path, std::string_view account,
                                    Random& random) {
  AccessKeys keys;
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0 && errno == ENOENT) {
    if (!is_account_id(account)) {
      return fail(Code::kInvalid, fmt::format("account {} is not twelve digits", account));
    }
    keys.keys_.push_back(new_key(account, random));
    keys.created_ = true;
    TM_TRY_STATUS(create(path, keys.first()));
    return keys;
  }
  if (file.get() < 0) return io_error("open", path);
  TM_TRY_STATUS(check_ours_alone(file, path));
  TM_TRY(const std::string text, read_all(file, path));
  TM_TRY(keys.keys_, parse(text, path));
  return keys;
}

const AccessKey* AccessKeys::find(std::string_view key_id) const {
  const auto found = std::ranges::find(keys_, key_id, &AccessKey::key_id);
  return found == keys_.end() ? nullptr : &*found;
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 && made_of(text, "0123456789");
}

std::string not_authorized_message(std::string_view account, std::string_view action,
                                   std::string_view resource_arn) {
  return fmt::format(
      "User: arn:aws:iam::{}:root is not authorized to perform: {} on resource: {} because no "
      "identity-based policy allows the {} action",
      account, action, resource_arn, action);
}

}  // namespace tidemark::services
