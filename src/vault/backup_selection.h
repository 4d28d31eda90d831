// Which resources a plan backs up: patterns of ARNs, tags, and conditions on tags, looked at
// anew at every run.
//
// Format   docs/formats/backup.md. Source: aws-contract C.2, C.6.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "vault/rows.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

// Of ListOfTags, whose key is the tag's own; of Conditions, whose key is "aws:ResourceTag/<tag>".
struct TagCondition {
  std::string key;
  std::string value;
  friend bool operator==(const TagCondition&, const TagCondition&) = default;
};

struct Conditions {
  std::vector<TagCondition> equals;
  std::vector<TagCondition> not_equals;
  std::vector<TagCondition> like;
  std::vector<TagCondition> not_like;
  friend bool operator==(const Conditions&, const Conditions&) = default;

  [[nodiscard]] bool empty() const {
    return equals.empty() && not_equals.empty() && like.empty() && not_like.empty();
  }
};

struct SelectionDocument {
  std::string name;
  std::string iam_role_arn;
  std::vector<std::string> resources;      // ARNs, or patterns of them
  std::vector<std::string> not_resources;  // likewise
  std::vector<TagCondition> tags;          // ListOfTags: any of them
  Conditions conditions;                   // all of them
  friend bool operator==(const SelectionDocument&, const SelectionDocument&) = default;
};

struct BackupSelection {
  static constexpr storage::Part kPart = kSelectionsPart;

  std::string account;
  std::string plan_id;
  std::string id;
  std::optional<std::string> creator_request_id;
  Timestamp created_at;
  SelectionDocument document;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string encode() const;
  // Errors: kCorrupt
  static Result<BackupSelection> decode(std::string_view bytes);
  friend bool operator==(const BackupSelection&, const BackupSelection&) = default;
};

std::string selections_prefix(std::string_view account, std::string_view plan_id);
std::string selection_key(std::string_view account, std::string_view plan_id,
                          std::string_view selection_id);

}  // namespace tidemark::vault
