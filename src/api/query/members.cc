#include "api/query/members.h"

#include "api/query/reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tidemark::api {
namespace {

// UTF-8 characters, as AWS counts lengths.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string QueryMembers::path_of(std::string_view name) const {
  std::string own(name);
  if (!own.empty() && own[0] >= 'A' && own[0] <= 'Z') own[0] = static_cast<char>(own[0] + 32);
  return path_.empty() ? own : fmt::format("{}.{}", path_, own);
}

void QueryMembers::add_problem(std::string_view name, std::optional<std::string_view> value,
                               std::string_view ending) {
  const std::string shown = value ? fmt::format("'{}'", *value) : "null";
  problems_.push_back(fmt::format("Value {} at '{}' failed to satisfy constraint: {}", shown,
                                  path_of(name), ending));
}

void QueryMembers::add_all(const QueryMembers& beneath) {
  problems_.insert(problems_.end(), beneath.problems_.begin(), beneath.problems_.end());
}

std::optional<std::string> QueryMembers::text(std::string_view name, const TextRule& rule) {
  const std::string* value = form_.find(name);
  if (value == nullptr) {
    if (rule.required) add_problem(name, std::nullopt, "Member must not be null");
    return std::nullopt;
  }
  const std::size_t size = characters(*value);
  if (size < rule.min) {
    add_problem(name, *value,
                fmt::format("Member must have length greater than or equal to {}", rule.min));
  } else if (size > rule.max) {
    add_problem(name, *value,
                fmt::format("Member must have length less than or equal to {}", rule.max));
  }
  if (rule.matches != nullptr && !rule.matches(*value)) {
    add_problem(name, *value,
                fmt::format("Member must satisfy regular expression pattern: {}", rule.pattern));
  }
  if (!rule.one_of.empty() && std::ranges::find(rule.one_of, *value) == rule.one_of.end()) {
    add_problem(
        name, *value,
        fmt::format("Member must satisfy enum value set: [{}]", fmt::join(rule.one_of, ", ")));
  }
  return *value;
}

std::optional<std::int64_t> QueryMembers::integer(std::string_view name, const IntegerRule& rule) {
  const std::string* text = form_.find(name);
  if (text == nullptr) {
    if (rule.required) add_problem(name, std::nullopt, "Member must not be null");
    return std::nullopt;
  }
  std::int64_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || stop != end) {
    add_problem(name, *text, "Member must be an integer");
    return std::nullopt;
  }
  if (value < rule.min) {
    add_problem(name, *text,
                fmt::format("Member must have value greater than or equal to {}", rule.min));
  } else if (value > rule.max) {
    add_problem(name, *text,
                fmt::format("Member must have value less than or equal to {}", rule.max));
  }
  return value;
}

std::optional<bool> QueryMembers::boolean(std::string_view name) {
  const std::string* text = form_.find(name);
  if (text == nullptr) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  add_problem(name, *text, "Member must satisfy enum value set: [false, true]");
  return std::nullopt;
}

std::optional<std::vector<std::string>> QueryMembers::texts(std::string_view name, bool required) {
  if (!form_.has(name)) {
    if (required) add_problem(name, std::nullopt, "Member must not be null");
    return std::nullopt;
  }
  std::vector<std::string> values;
  for (const wire::QueryParameters& element : form_.list(name)) {
    const std::string* value = element.text();
    values.push_back(value == nullptr ? std::string() : *value);
  }
  return values;
}

std::optional<Reply> QueryMembers::refusal() const {
  if (problems_.empty()) return std::nullopt;
  return query_validation_error(
      request_, fmt::format("{} validation error{} detected: {}", problems_.size(),
                            problems_.size() == 1 ? "" : "s", fmt::join(problems_, "; ")));
}

}  // namespace tidemark::api
