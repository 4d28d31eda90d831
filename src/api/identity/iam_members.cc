#include "api/identity/iam_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tidemark::api {
namespace {

constexpr std::size_t kMostDocument = 131'072;
constexpr std::size_t kMostTags = 50;

bool is_name(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') ||
           std::string_view("_+=,.@-").find(c) != std::string_view::npos;
  });
}

bool is_path(std::string_view text) {
  if (!text.starts_with('/') || !text.ends_with('/')) return false;
  return std::ranges::all_of(text, [](char c) { return c >= 0x21 && c <= 0x7E; });
}

}  // namespace

std::optional<std::string> name_member(QueryMembers& members, std::string_view member,
                                       std::size_t most, bool required) {
  return members.text(
      member,
      {.required = required, .min = 1, .max = most, .pattern = "[\\w+=,.@-]+", .matches = is_name});
}

std::string path_member(QueryMembers& members, std::string_view member) {
  return members
      .text(member, {.min = 1,
                     .max = 512,
                     .pattern = "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
                     .matches = is_path})
      .value_or("/");
}

std::optional<std::string> document_member(QueryMembers& members, std::string_view member,
                                           bool required) {
  return members.text(member, {.required = required, .min = 1, .max = kMostDocument});
}

std::optional<std::string> arn_member(QueryMembers& members, std::string_view member) {
  return members.text(member, {.required = true, .min = 20, .max = 2048});
}

std::optional<std::uint64_t> version_member(QueryMembers& members, std::string_view member) {
  const auto text = members.text(member, {.required = true});
  if (!text) return std::nullopt;
  std::uint64_t number = 0;
  const char* const end = text->data() + text->size();
  const char* const digits = text->data() + (text->starts_with('v') ? 1 : 0);
  const auto [stop, error] = std::from_chars(digits, end, number);
  if (text->starts_with('v') && error == std::errc() && stop == end && number > 0) return number;
  members.add_problem(member, *text,
                      "Member must satisfy regular expression pattern: "
                      "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?");
  return std::nullopt;
}

std::vector<services::Tag> tag_members(const QueryRequest& request, QueryMembers& members) {
  std::vector<services::Tag> tags;
  for (const wire::QueryParameters& element : request.form.list("Tags")) {
    QueryMembers tag(request, element, fmt::format("tags.{}.member", tags.size() + 1));
    const auto key = tag.text("Key", {.required = true, .min = 1, .max = 128});
    const auto value = tag.text("Value", {.required = true, .max = 256});
    members.add_all(tag);
    tags.push_back({key.value_or(""), value.value_or("")});
  }
  if (tags.size() > kMostTags) {
    members.add_problem("Tags", fmt::format("{} tags", tags.size()),
                        "Member must have length less than or equal to 50");
  }
  return tags;
}

Page page_members(QueryMembers& members) {
  const auto marker = members.text("Marker", {.min = 1, .max = 320});
  const auto most = members.integer("MaxItems", {.min = 1, .max = 1000});
  return {.after = marker.value_or(""), .most = static_cast<std::size_t>(most.value_or(100))};
}

}  // namespace tidemark::api
