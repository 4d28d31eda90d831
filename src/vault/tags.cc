#include "vault/tags.h"

#include "codec/row_bytes.h"
#include "storage/write.h"
#include "vault/kept_point.h"

#include <algorithm>
#include <functional>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kMaxKey = 128;
constexpr std::size_t kMaxValue = 256;
constexpr std::string_view kSigns = " _.:/=+-@";

// In characters, of text that is UTF-8.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char one) { return (one & '\xc0') != '\x80'; }));
}

// AWS takes letters and digits of every script; beyond ASCII everything counts as one here.
bool is_allowed(char one) {
  return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
         (one & '\x80') != 0 || kSigns.find(one) != kSigns.npos;
}

bool is_reserved(std::string_view key) {
  const auto lower = [](char one) {
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one + 32) : one;
  };
  return key.size() >= 4 &&
         std::ranges::equal(key.substr(0, 4), std::string_view("aws:"), {}, lower);
}

// "arn:aws:backup:eu-west-1:123456789012:…": the fifth part.
std::string account_in(std::string_view arn) {
  for (int colons = 0; colons < 4; ++colons) {
    arn.remove_prefix(std::min(arn.find(':'), arn.size() - 1) + 1);
  }
  return std::string(arn.substr(0, arn.find(':')));
}

using Change = std::function<void(Tags&)>;

Result<TagAnswer> change_tags(const Rows& rows, const std::string& arn, const Change& change) {
  const std::string key = tags_key(arn);
  const auto decide = [&](storage::View& view, TagAnswer& answer) -> Result<storage::Decision> {
    TM_TRY(auto there, find<TagRow>(view, rows.table, key));
    if (!there) {
      answer = TaggedMissing{};
      return storage::Decision(storage::Refused{});
    }
    change(there->tags);
    if (there->tags.size() > kMaxTags) {
      answer = TooManyTags{there->tags.size()};
      return storage::Decision(storage::Refused{});
    }
    storage::Changes changes;
    put(changes, rows.table, *there);
    TM_TRY(const auto point,
           find<RecoveryPoint>(view, rows.table, point_key(account_in(arn), arn)));
    if (point) keep_point(changes, *point, view.now());
    answer = std::move(there->tags);
    return storage::Decision(std::move(changes));
  };
  return storage::Write<TagAnswer>(*rows.store, {{rows.table, kTagsPart, key}}, decide).run();
}

}  // namespace

std::string tags_key(std::string_view arn) {
  return key_of(arn);
}

std::string TagRow::key() const {
  return tags_key(arn);
}

std::string TagRow::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(arn);
  out.varint(tags.size());
  for (const auto& [name, value] : tags) {
    out.text(name);
    out.text(value);
  }
  return out.take();
}

Result<TagRow> TagRow::decode(std::string_view bytes) {
  RowReader in(bytes, "a row of tags");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  TagRow read;
  read.arn = in.text();
  for (std::uint64_t left = in.varint(); left > 0 && !in.damaged(); --left) {
    std::string name = in.text();
    read.tags.insert_or_assign(std::move(name), in.text());
  }
  TM_TRY_STATUS(in.status());
  return read;
}

void remove_tags(storage::Changes& changes, storage::TableId table, const std::string& arn) {
  changes.remove({table, kTagsPart, tags_key(arn)});
}

Result<Tags> tags_of(const storage::View& view, storage::TableId table, const std::string& arn) {
  TM_TRY(auto found, find<TagRow>(view, table, tags_key(arn)));
  return found ? std::move(found->tags) : Tags();
}

Result<Tags> tags_of(const Rows& rows, const std::string& arn) {
  TM_TRY(auto found, find<TagRow>(rows, tags_key(arn)));
  return found ? std::move(found->tags) : Tags();
}

std::optional<std::string> tag_key_problem(const std::string& key) {
  if (const std::size_t length = length_of(key); length < 1 || length > kMaxKey) {
    return fmt::format("A tag's key must have 1 to {} characters, not {}", kMaxKey, length);
  }
  if (is_reserved(key)) {
    return fmt::format("The tag's key {} begins with aws:, which is reserved", key);
  }
  if (!std::ranges::all_of(key, is_allowed)) {
    return fmt::format("The tag's key {} may have letters, digits, blanks and _.:/=+-@ only", key);
  }
  return std::nullopt;
}

std::optional<std::string> tags_problem(const Tags& tags) {
  for (const auto& [key, value] : tags) {
    if (auto problem = tag_key_problem(key)) return problem;
    if (const std::size_t length = length_of(value); length > kMaxValue) {
      return fmt::format("The value of the tag {} must have at most {} characters, not {}", key,
                         kMaxValue, length);
    }
    if (!std::ranges::all_of(value, is_allowed)) {
      return fmt::format(
          "The value of the tag {} may have letters, digits, blanks and _.:/=+-@ only", key);
    }
  }
  if (tags.size() > kMaxTags) {
    return fmt::format("There may be at most {} tags, not {}", kMaxTags, tags.size());
  }
  return std::nullopt;
}

Result<TagAnswer> tag(const Rows& rows, const std::string& arn, const Tags& tags) {
  return change_tags(rows, arn, [&](Tags& there) {
    for (const auto& [key, value] : tags) there.insert_or_assign(key, value);
  });
}

Result<TagAnswer> untag(const Rows& rows, const std::string& arn,
                        const std::vector<std::string>& keys) {
  return change_tags(rows, arn, [&](Tags& there) {
    for (const std::string& key : keys) there.erase(key);
  });
}

}  // namespace tidemark::vault
