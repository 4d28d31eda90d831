#include "storage/acknowledged.h"

#include "base/log.h"
#include "codec/crc32c.h"
#include "storage/database.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <charconv>

namespace tidemark::storage {

namespace {

constexpr std::string_view kTitle = "tidemark acknowledged, format 1:";

std::string path_of(const std::string& directory) {
  return directory + "/ACKNOWLEDGED";
}

// Always of the same length, so that one write replaces all of it.
std::string encode(const Acknowledged& acknowledged) {
  const std::string text = fmt::format("{} {:020} {:020} {:020}", kTitle, acknowledged.sequence,
                                       acknowledged.last_commit.micros, acknowledged.closed.micros);
  return fmt::format("{} {:08x}\n", text, codec::crc32c(0, text));
}

template <class Number>
bool take(std::string_view& text, Number& number, int base = 10) {
  text.remove_prefix(std::min<std::size_t>(1, text.size()));
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number, base);
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  return parsed.ec == std::errc();
}

std::optional<Acknowledged> decode(std::string_view text) {
  Acknowledged acknowledged;
  if (!text.starts_with(kTitle)) return std::nullopt;
  std::string_view rest = text.substr(kTitle.size());
  const bool read = take(rest, acknowledged.sequence) &&
                    take(rest, acknowledged.last_commit.micros) &&
                    take(rest, acknowledged.closed.micros);
  return read && encode(acknowledged) == text ? std::optional(acknowledged) : std::nullopt;
}

}  // namespace

AcknowledgedNote::AcknowledgedNote() = default;
AcknowledgedNote::~AcknowledgedNote() = default;
AcknowledgedNote::AcknowledgedNote(AcknowledgedNote&&) noexcept = default;
AcknowledgedNote& AcknowledgedNote::operator=(AcknowledgedNote&&) noexcept = default;

Result<AcknowledgedNote> AcknowledgedNote::open(rocksdb::Env& env, const std::string& directory) {
  const std::string path = path_of(directory);
  if (!env.FileExists(path).ok()) {
    std::unique_ptr<rocksdb::WritableFile> made;
    auto status = env.NewWritableFile(path, &made, rocksdb::EnvOptions());
    if (status.ok()) status = made->Close();
    if (!status.ok()) return to_error(status, "making " + path);
  }
  AcknowledgedNote note;
  const auto opened =
      env.GetFileSystem()->NewRandomRWFile(path, rocksdb::FileOptions(), &note.file_, nullptr);
  if (!opened.ok()) return to_error(opened, "opening " + path);
  return note;
}

Result<std::optional<Acknowledged>> AcknowledgedNote::read(rocksdb::Env& env,
                                                           const std::string& directory) {
  const std::string path = path_of(directory);
  if (!env.FileExists(path).ok()) return std::optional<Acknowledged>();
  std::string text;
  const auto status = rocksdb::ReadFileToString(&env, path, &text);
  if (!status.ok()) return to_error(status, "reading " + path);
  // Made, but never written: a loss of power may leave that.
  if (text.find_first_not_of('\0') == std::string::npos) return std::optional<Acknowledged>();
  const auto acknowledged = decode(text);
  if (!acknowledged) return fail(Code::kCorrupt, fmt::format("{} is damaged", path));
  return acknowledged;
}

void AcknowledgedNote::write(const Acknowledged& acknowledged) {
  const auto status = file_->Write(0, encode(acknowledged), rocksdb::IOOptions(), nullptr);
  if (status.ok() || failed_) return;
  failed_ = true;
  log_warn("storage", fmt::format("the note of what was acknowledged cannot be written, so the "
                                  "next start cannot prove the log's end: {}",
                                  status.ToString()));
}

}  // namespace tidemark::storage
