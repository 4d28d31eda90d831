#include "operator/journal.h"

#include "codec/iso8601.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "operator/durable_file.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace tidemark::runbooks {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

constexpr std::string_view kHashMember = ",\"hash\":\"";

std::string hash_of(std::string_view previous, std::string_view body) {
  return codec::sha256_hex(fmt::format("{}\n{}", previous, body));
}

Error damaged(std::uint64_t number, std::string_view why) {
  return fail(Code::kCorrupt, fmt::format("journal line {} is damaged: {}", number, why));
}

// {"n":3,"at":"…","what":"…",… without the closing brace.
std::string body_of(const JournalLine& line) {
  JsonWriter out;
  out.begin_object().key("n").number(static_cast<std::int64_t>(line.number));
  out.key("at").string(codec::to_iso8601(line.at, codec::Fraction::kMicros));
  out.key("what").string(line.what);
  for (const auto& [name, value] : line.members) out.key(name).string(value);
  return out.take();
}

Result<JournalLine> parse_line(std::string_view text, std::uint64_t number) {
  auto json = codec::parse_json(text);
  if (!json) return damaged(number, json.error().message);
  const auto* members = json.value().object();
  if (members == nullptr) return damaged(number, "it is no object");
  JournalLine line{.number = number, .at = {}, .what = {}, .members = {}};
  for (const auto& [name, value] : *members) {
    if (name == "n") {
      if (value.integer() == nullptr || *value.integer() != static_cast<std::int64_t>(number)) {
        return damaged(number, "its number is another");
      }
      continue;
    }
    if (value.string() == nullptr) return damaged(number, fmt::format("\"{}\" is no text", name));
    if (name == "at") {
      TM_TRY(line.at, codec::parse_iso8601(*value.string()));
    } else if (name == "what") {
      line.what = *value.string();
    } else if (name != "hash") {
      line.members.emplace_back(name, *value.string());
    }
  }
  return line;
}

}  // namespace

const std::string& JournalLine::member(std::string_view name) const {
  static const std::string kNone;
  for (const auto& [key, value] : members) {
    if (key == name) return value;
  }
  return kNone;
}

Result<JournalText> read_journal(std::string_view text, std::string_view seed) {
  JournalText journal{.lines = {}, .whole_bytes = 0, .last_hash = std::string(seed)};
  while (journal.whole_bytes < text.size()) {
    const std::string_view rest = text.substr(journal.whole_bytes);
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;  // torn
    const std::string_view line = rest.substr(0, end);
    const std::uint64_t number = journal.lines.size() + 1;
    const std::size_t tail = line.rfind(kHashMember);
    if (tail == std::string_view::npos) return damaged(number, "it has no hash");
    const std::string hash = hash_of(journal.last_hash, line.substr(0, tail));
    if (line.substr(tail) != fmt::format("{}{}\"}}", kHashMember, hash)) {
      return damaged(number, "its hash does not follow from it and the line before");
    }
    TM_TRY(JournalLine parsed, parse_line(line, number));
    journal.lines.push_back(std::move(parsed));
    journal.last_hash = hash;
    journal.whole_bytes += end + 1;
  }
  return journal;
}

Result<Journal> Journal::open(const std::string& path, std::string_view seed, const Clock& clock) {
  TM_TRY(const std::optional<std::string> there, read_file(path));
  TM_TRY(JournalText text, read_journal(there.value_or(""), seed));
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return file_error("open", path);
  const std::size_t whole = text.whole_bytes;
  Journal journal(file, std::move(text), clock);
  if (there && there->size() > whole && ::ftruncate(file, static_cast<off_t>(whole)) != 0) {
    return file_error("cut the torn last line of", path);
  }
  if (!there) TM_TRY_STATUS(sync_parent(path));
  return journal;
}

Journal::Journal(int file, JournalText text, const Clock& clock)
    : file_(file),
      clock_(&clock),
      lines_(std::move(text.lines)),
      last_hash_(std::move(text.last_hash)) {}

Journal::Journal(Journal&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      clock_(other.clock_),
      lines_(std::move(other.lines_)),
      last_hash_(std::move(other.last_hash_)),
      broken_(other.broken_) {}

Journal::~Journal() {
  if (file_ >= 0) ::close(file_);
}

Status Journal::write(std::string_view what, JournalMembers members) {
  JournalLine line{.number = lines_.size() + 1,
                   .at = clock_->now(),
                   .what = std::string(what),
                   .members = std::move(members)};
  const std::string body = body_of(line);
  std::string hash = hash_of(last_hash_, body);
  const std::string text = fmt::format("{}{}{}\"}}\n", body, kHashMember, hash);
  if (broken_) {
    return fail(Code::kUnknown,
                "the journal could not be written before; begin again from the disk");
  }
  broken_ = true;  // unless the line gets there whole
  // One write: a kill tears the line at most at its end. A short write is a full disk.
  if (::write(file_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return file_error("write", "the journal");
  }
  if (::fdatasync(file_) != 0) return file_error("sync", "the journal");
  broken_ = false;
  lines_.push_back(std::move(line));
  last_hash_ = std::move(hash);
  return Ok{};
}

}  // namespace tidemark::runbooks
