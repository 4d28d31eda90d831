#include "api/tag_members.h"

#include "api/errors.h"
#include "api/table_members.h"

namespace tidemark::api {

std::map<std::string, std::string> tags_member(Members& members, bool required) {
  std::map<std::string, std::string> tags;
  const auto* list = members.list("Tags", required);
  if (list == nullptr) return tags;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members tag = members.element("Tags", i, (*list)[i]);
    const auto key = tag.text("Key", {.required = true, .min = 1, .max = 128});
    const auto value = tag.text("Value", {.required = true, .max = 256});
    if (key && value) tags.insert_or_assign(*key, *value);
  }
  return tags;
}

Parsed<tables::TableName> tagged_table(const Call& call, const std::string& arn) {
  if (!arn.starts_with("arn:")) {
    return validation_error(
        fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", arn));
  }
  return table_name_of(call, arn);
}

Reply too_many_tags() {
  return validation_error("Number of Tags exceed the current limit for the provided ResourceArn");
}

Reply no_such_resource(const std::string& arn) {
  return error_reply("ResourceNotFoundException",
                     fmt::format("Requested resource not found: ResourcArn: {} not found", arn));
}

}  // namespace tidemark::api
