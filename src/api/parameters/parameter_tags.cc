#include "api/parameters/parameter_tags.h"

#include "api/target/operation.h"

namespace tidemark::api {

std::optional<TagPairs> parameter_tags_member(Members& members, bool required) {
  const auto* const list = members.list("Tags", required);
  if (list == nullptr) return std::nullopt;
  TagPairs pairs;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members tag = members.element("Tags", i, (*list)[i]);
    auto key = tag.text("Key", {.required = true, .min = 1, .max = 128});
    auto value = tag.text("Value", {.required = true, .max = 256});
    pairs.emplace_back(key.value_or(""), value.value_or(""));
  }
  return pairs;
}

Parsed<services::ParameterTags> parameter_tags_of(const TagPairs& pairs) {
  services::ParameterTags tags;
  for (const auto& [key, value] : pairs) {
    if (key.starts_with("aws:")) {
      return target_refusal("ValidationException",
                            "Tag keys that begin with aws: are reserved for internal use: " + key);
    }
    if (!tags.emplace(key, value).second) {
      return target_refusal("ValidationException", "Duplicate tag key: " + key);
    }
  }
  if (tags.size() > services::kMaxParameterTags) return too_many_parameter_tags();
  return tags;
}

Reply too_many_parameter_tags() {
  return target_refusal("TooManyTagsError", "The number of tags exceeds the limit of 50.");
}

}  // namespace tidemark::api
