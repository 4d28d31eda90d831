#include "vault/points/manifest.h"

#include "codec/crc32c.h"
#include "codec/varint.h"
#include "vault/points/manifest_bytes.h"
#include "vault/points/seal.h"

#include <fmt/format.h>

namespace tidemark::vault {
namespace {

constexpr std::string_view kFirstLine = "tidemark recovery point 1\n";
constexpr std::string_view kAnyFirstLine = "tidemark recovery point ";
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kHmacBytes = 32;

// The fields of the blob itself.
struct Envelope {
  std::string key_id;
  std::uint64_t sequence = 0;
  std::string previous;
  std::string open_part;
  std::string private_part;
  std::string own;
  std::size_t signed_bytes = 0;  // what `own` is the HMAC of
};

std::string additional_of(const Envelope& envelope) {
  codec::RowWriter out;
  out.text(envelope.key_id);
  out.varint(envelope.sequence);
  out.text(envelope.previous);
  out.text(envelope.open_part);
  return "tidemark manifest 1" + out.take();
}

void seal_private_part(Envelope& envelope, const VaultKey& key, std::string_view point) {
  const PointSeal seal(key, point);
  const std::string additional = additional_of(envelope);
  const std::string salt = seal.salt_of(additional + envelope.private_part);
  const std::string tag =
      seal.cipher(salt, "manifest").seal(nonce_of(0, 0), additional, envelope.private_part);
  envelope.private_part = salt + envelope.private_part + tag;
}

// Errors: kDenied  the seal does not fit
Status open_private_part(Envelope& envelope, const VaultKey& key, std::string_view point) {
  const std::string_view sealed = envelope.private_part;
  if (sealed.size() < kSaltBytes + codec::kAeadTagBytes) {
    return fail(Code::kCorrupt, "its private part ends early");
  }
  const std::string_view salt = sealed.substr(0, kSaltBytes);
  const std::string_view tag = sealed.substr(sealed.size() - codec::kAeadTagBytes);
  std::string text(sealed.substr(kSaltBytes, sealed.size() - kSaltBytes - tag.size()));
  const bool opened = PointSeal(key, point)
                          .cipher(salt, "manifest")
                          .open(nonce_of(0, 0), additional_of(envelope), text, tag);
  if (!opened) return fail(Code::kDenied, "the seal of its private part is broken");
  envelope.private_part = std::move(text);
  return Ok{};
}

std::string encode(const Envelope& envelope, const VaultKey* key) {
  codec::RowWriter out;
  out.text(envelope.key_id);
  out.varint(envelope.sequence);
  out.text(envelope.previous);
  out.text(envelope.open_part);
  out.text(envelope.private_part);
  std::string bytes = std::string(kFirstLine) + out.take();
  codec::append_sized(bytes,
                      key != nullptr ? codec::bytes_of(key->chain().sign(bytes)) : std::string());
  codec::append_big_endian(bytes, codec::crc32c(0, bytes));
  return bytes;
}

// Errors: kCorrupt, kInvalid; without the blob's name.
Result<Envelope> decode_envelope(std::string_view bytes) {
  if (!bytes.starts_with(kFirstLine)) {
    if (!bytes.starts_with(kAnyFirstLine)) return fail(Code::kCorrupt, "it is no manifest");
    return fail(Code::kInvalid, fmt::format("its first line is not '{}': another release wrote it",
                                            kFirstLine.substr(0, kFirstLine.size() - 1)));
  }
  if (bytes.size() < kFirstLine.size() + kCrcBytes) return fail(Code::kCorrupt, "it ends early");
  std::string_view crc = bytes.substr(bytes.size() - kCrcBytes);
  bytes.remove_suffix(kCrcBytes);
  if (codec::take_big_endian<std::uint32_t>(crc).value() != codec::crc32c(0, bytes)) {
    return fail(Code::kCorrupt, "its checksum is wrong");
  }
  codec::RowReader in(bytes.substr(kFirstLine.size()), "a field of the manifest");
  Envelope envelope;
  envelope.key_id = in.text();
  envelope.sequence = in.varint();
  envelope.previous = in.text();
  envelope.open_part = in.text();
  envelope.private_part = in.text();
  envelope.own = in.text();
  TM_TRY_STATUS(in.status());
  const std::size_t hmac = envelope.key_id.empty() ? 0 : kHmacBytes;
  if (envelope.own.size() != hmac)
    return fail(Code::kCorrupt, "its field 'own' has a wrong length");
  envelope.signed_bytes = bytes.size() - 1 - hmac;  // a length below 128 is one byte
  return envelope;
}

Error named(const Error& error, std::string_view blob) {
  return {error.code, fmt::format("{}: {}", blob, error.message), error.file, error.line};
}

Result<Manifest> decode_with(std::string_view blob, std::string_view bytes, const Keyring& keys) {
  TM_TRY(Envelope envelope, decode_envelope(bytes));
  TM_TRY(const VaultKey* key, keys.find(envelope.key_id, "this manifest"));
  if (key != nullptr &&
      codec::bytes_of(key->chain().sign(bytes.substr(0, envelope.signed_bytes))) != envelope.own) {
    return fail(Code::kDenied, fmt::format("it is not signed by vault key {}", key->id()));
  }
  Manifest manifest;
  manifest.key_id = envelope.key_id;
  manifest.chain = {envelope.sequence, envelope.previous, envelope.own};
  TM_TRY_STATUS(decode_open_part(envelope.open_part, manifest));
  if (!blob.ends_with("/" + manifest.point + ".manifest")) {
    return fail(Code::kCorrupt, fmt::format("it is of the recovery point {}", manifest.point));
  }
  if (key != nullptr) TM_TRY_STATUS(open_private_part(envelope, *key, manifest.point));
  TM_TRY_STATUS(decode_private_part(envelope.private_part, manifest));
  return manifest;
}

}  // namespace

ChainLink next_in_chain(const std::optional<ChainLink>& head) {
  if (!head) return {};
  return {.sequence = head->sequence + 1, .previous = head->own, .own = {}};
}

std::string encode(const Manifest& manifest, const VaultKey* key) {
  Envelope envelope{.key_id = key != nullptr ? key->id() : std::string(),
                    .sequence = manifest.chain.sequence,
                    .previous = manifest.chain.previous,
                    .open_part = encode_open_part(manifest),
                    .private_part = encode_private_part(manifest),
                    .own = {}};
  if (key != nullptr) seal_private_part(envelope, *key, manifest.point);
  return encode(envelope, key);
}

std::string own_hmac(std::string_view manifest_bytes) {
  const auto envelope = decode_envelope(manifest_bytes);
  return envelope ? envelope.value().own : std::string();
}

Result<Manifest> decode_manifest(std::string_view blob, std::string_view bytes,
                                 const Keyring& keys) {
  auto manifest = decode_with(blob, bytes, keys);
  if (!manifest) return named(manifest.error(), blob);
  return manifest;
}

Result<ManifestHead> decode_head(std::string_view blob, std::string_view bytes) {
  auto envelope = decode_envelope(bytes);
  if (!envelope) return named(envelope.error(), blob);
  return ManifestHead{envelope.value().key_id,
                      {envelope.value().sequence, envelope.value().previous, envelope.value().own}};
}

}  // namespace tidemark::vault
