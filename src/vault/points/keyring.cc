#include "vault/points/keyring.h"

#include "codec/hex.h"
#include "codec/hkdf.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kUnsignedToo = "unsigned";

// A line without comment and blanks at its ends.
std::string_view meat_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == line.npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

VaultKey::VaultKey(std::string_view secret) : secret_(secret) {
  id_ = codec::to_hex(codec::hkdf_sha256(secret_, {.info = "tidemark key id", .bytes = 8}));
  chain_ = std::make_unique<codec::HmacKey>(derive("tidemark manifest chain"));
}

std::string VaultKey::derive(std::string_view purpose) const {
  return codec::hkdf_sha256(secret_, {.info = purpose});
}

Result<Keyring> Keyring::parse(std::string_view text, std::string_view file) {
  Keyring ring;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = meat_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (line == kUnsignedToo) {
      ring.unsigned_too_ = true;
      continue;
    }
    const auto secret = codec::from_hex(line);
    if (!secret || secret.value().size() != kSecretBytes) {
      return fail(Code::kInvalid,
                  fmt::format("{} line {}: a vault key is 64 hexadecimal digits, as "
                              "'openssl rand -hex 32' prints them; this line has {} characters",
                              file, number, line.size()));
    }
    VaultKey key(secret.value());
    const auto same = [&](const VaultKey& other) { return other.id() == key.id(); };
    if (std::any_of(ring.keys_.begin(), ring.keys_.end(), same)) {
      return fail(Code::kInvalid,
                  fmt::format("{} line {}: key {} for the second time", file, number, key.id()));
    }
    ring.keys_.push_back(std::move(key));
  }
  if (ring.keys_.empty()) {
    return fail(Code::kInvalid, fmt::format("{} holds no vault key; 'openssl rand -hex 32' makes "
                                            "one",
                                            file));
  }
  return ring;
}

Result<const VaultKey*> Keyring::find(std::string_view key_id, std::string_view what) const {
  if (key_id.empty() && !keys_.empty() && !unsigned_too_) {
    return fail(Code::kDenied,
                fmt::format("{} is not sealed, and there are vault keys; a line '{}' in their file "
                            "lets what is from before the first key be read",
                            what, kUnsignedToo));
  }
  if (key_id.empty()) return static_cast<const VaultKey*>(nullptr);
  for (const VaultKey& key : keys_) {
    if (key.id() == key_id) return &key;
  }
  std::vector<std::string_view> ids;
  for (const VaultKey& key : keys_) ids.emplace_back(key.id());
  const std::string have = ids.empty() ? "none was given (--vault-key)"
                                       : fmt::format("there is {}", fmt::join(ids, ", "));
  return fail(Code::kDenied, fmt::format("{} needs vault key {}; {}", what, key_id, have));
}

Status may_continue(const Keyring& keys, std::string_view newest_key_id, std::string_view vault) {
  if (newest_key_id.empty()) return Ok{};
  TM_TRY_STATUS(keys.find(newest_key_id, fmt::format("vault {}", vault)));
  return Ok{};
}

}  // namespace tidemark::vault
