// The tags of plans, vaults, recovery points, legal holds and restore testing plans, by ARN.
//
// What can be tagged has a row here from the commit that makes it to the one that removes it, empty
// without tags: whether there is such a row is whether there is such a thing.
//
//   if (auto problem = tags_problem(tags)) return …;        // at the door
//   put(changes, rows.table, TagRow{arn, tags});    // in the commit that makes it
//   remove_tags(changes, rows.table, arn);                  // in the commit that removes it
//
// Threads   Any; tag() and untag() wait for the disk.
// Errors    those of the store.
// Format    docs/formats/backup.md. Source: aws-contract C.7; API reference, TagResource.
#pragma once

#include "vault/rows.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::vault {

using Tags = std::map<std::string, std::string>;

inline constexpr std::size_t kMaxTags = 50;

struct TagRow {
  static constexpr storage::Part kPart = kTagsPart;

  std::string arn;
  Tags tags;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<TagRow> decode(std::string_view bytes);
  friend bool operator==(const TagRow&, const TagRow&) = default;
};

std::string tags_key(std::string_view arn);

void remove_tags(storage::Changes& changes, storage::TableId table, const std::string& arn);

// Empty of what has no row.
Result<Tags> tags_of(const storage::View& view, storage::TableId table, const std::string& arn);
Result<Tags> tags_of(const Rows& rows, const std::string& arn);

// What is wrong with one of these tags: a key of 1 to 128 characters that does not begin with
// "aws:", a value of at most 256, letters, digits, blanks and _.:/=+-@ in both.
std::optional<std::string> tags_problem(const Tags& tags);
std::optional<std::string> tag_key_problem(const std::string& key);

struct TaggedMissing {};

struct TooManyTags {
  std::size_t would_be = 0;
};

using TagAnswer = std::variant<TaggedMissing, TooManyTags, Tags>;

// Adds tags, or changes those that have the keys.
Result<TagAnswer> tag(const Rows& rows, const std::string& arn, const Tags& tags);

// Keys that are not there are no error.
Result<TagAnswer> untag(const Rows& rows, const std::string& arn,
                        const std::vector<std::string>& keys);

}  // namespace tidemark::vault
