#include "api/tag_members.h"

#include "api/errors.h"
#include "api/resource_arn.h"
#include "tables/table_changes.h"

#include <algorithm>
#include <cctype>

namespace tidemark::api {
namespace {

constexpr std::size_t kMaxKeyBytes = 128;
constexpr std::size_t kMaxValueBytes = 256;

// How many characters a UTF-8 text has.
std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Letters and digits of any script, blanks and _ . : / = + - @.
bool is_tag_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80U || std::isalnum(byte) != 0 ||
           std::string_view(" _.:/=+-@").find(c) != std::string_view::npos;
  });
}

bool is_reserved(std::string_view key) {
  return key.size() >= 4 &&
         std::ranges::equal(key.substr(0, 4), std::string_view("aws:"), {}, [](char c) {
           return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
         });
}

std::string shown(const std::optional<std::string>& text) {
  return text.value_or("null");
}

}  // namespace

std::optional<std::vector<TagMember>> tags_member(Members& members) {
  const auto* list = members.list("Tags");
  if (list == nullptr) return std::nullopt;
  std::vector<TagMember> tags;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members tag = members.element("Tags", i, (*list)[i]);
    TagMember& read = tags.emplace_back();
    read.key = tag.text("Key");
    read.value = tag.text("Value");
  }
  return tags;
}

std::optional<Reply> tag_key_problem(const std::optional<std::string>& key) {
  if (key && is_reserved(*key)) {
    return validation_error(fmt::format("Tag Key cannot be prefixed with aws:, Key: {}", *key));
  }
  if (!key || key->empty() || length(*key) > kMaxKeyBytes || !is_tag_text(*key)) {
    return validation_error(fmt::format("The Tag Key provided is invalid, Key: {}", shown(key)));
  }
  return std::nullopt;
}

Parsed<Tags> tags_of(const std::vector<TagMember>& members) {
  Tags tags;
  for (const auto& [key, value] : members) {
    if (auto refusal = tag_key_problem(key)) return *std::move(refusal);
    if (!value || length(*value) > kMaxValueBytes || !is_tag_text(*value)) {
      return validation_error(
          fmt::format("The Tag Value provided is invalid, Value: {}", shown(value)));
    }
    if (!tags.emplace(*key, *value).second) {
      return validation_error(
          fmt::format("Duplicate Tag Keys provided as input: Duplicate Tag Key found {}", *key));
    }
  }
  if (tags.size() > tables::kMaxTags) return too_many_tags();
  return tags;
}

Parsed<tables::TableName> tagged_table(const Call& call, const std::optional<std::string>& arn) {
  if (!arn) return validation_error("Invalid TableArn");
  const ResourceArn parts = resource_arn(*arn);
  const auto denied = [&](std::string_view resource) {
    return error_reply(
        "AccessDeniedException",
        fmt::format(
            "User: arn:aws:iam::{}:root is not authorized to perform: dynamodb:{} on resource: {}",
            call.account, call.operation, resource));
  };
  if (arn->empty()) return denied("*");
  if (parts.kind == ArnKind::kNone && arn->find(':') != std::string::npos) return denied(*arn);
  if (auto refusal = arn_problem(parts)) return *std::move(refusal);
  if (parts.kind != ArnKind::kTable || !parts.is_here(call) || parts.table.size() < 3) {
    return validation_error(
        fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", *arn));
  }
  if (parts.account != call.account) return denied(*arn);
  return tables::TableName{call.account, call.region, std::string(parts.table)};
}

Reply too_many_tags() {
  return validation_error("Number of Tags exceed the current limit for the provided ResourceArn");
}

Reply no_such_resource(const std::string& arn) {
  return error_reply("ResourceNotFoundException",
                     fmt::format("Requested resource not found: ResourceArn: {} not found", arn));
}

}  // namespace tidemark::api
