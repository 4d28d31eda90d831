#include "api/parameters/parameter_filters.h"

#include "api/target/operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace tidemark::api {
namespace {

constexpr std::array<std::string_view, 7> kKeys{"Name",  "Type", "Tier", "DataType",
                                                "KeyId", "Path", "Label"};

bool is_tag(std::string_view key) {
  return key.starts_with("tag:") && key.size() > 4;
}

// What an option may be for a key; the first is the default.
std::vector<std::string_view> options_of(std::string_view key) {
  if (key == "Path") return {"OneLevel", "Recursive"};
  if (key == "Name") return {"Equals", "BeginsWith", "Contains"};
  return {"Equals", "BeginsWith"};
}

std::optional<Reply> problem(const ParameterFilter& filter, bool by_path) {
  const bool known = is_tag(filter.key) || std::ranges::find(kKeys, filter.key) != kKeys.end();
  if (!known) {
    return target_refusal(
        "InvalidFilterKey",
        fmt::format("The following filter key is not valid: {}. Valid filter keys include: [Path, "
                    "Name, Type, KeyId, Tier, DataType, Label, tag:*].",
                    filter.key));
  }
  const bool misplaced = by_path && (filter.key == "Path" || filter.key == "Name" ||
                                     filter.key == "Tier" || is_tag(filter.key));
  if (misplaced || (!by_path && filter.key == "Label")) {
    return target_refusal(
        "InvalidFilterKey",
        fmt::format("The following filter key is not valid: {}. Valid filter keys include: {}.",
                    filter.key,
                    by_path ? "[Type, KeyId, Label, DataType]"
                            : "[Path, Name, Type, KeyId, Tier, DataType, tag:*]"));
  }
  const auto options = options_of(filter.key);
  if (std::ranges::find(options, filter.option) == options.end()) {
    return target_refusal(
        "InvalidFilterOption",
        fmt::format("The following filter option is not valid: {}. Valid options include: [{}].",
                    filter.option, fmt::join(options, ", ")));
  }
  if (filter.values.empty() && !is_tag(filter.key)) {
    return target_refusal("InvalidFilterValue",
                          fmt::format("The following filter values are missing : null for filter "
                                      "key {}",
                                      filter.key));
  }
  if (filter.key == "Type") {
    for (const std::string& value : filter.values) {
      if (value == "String" || value == "StringList" || value == "SecureString") continue;
      return target_refusal(
          "InvalidFilterOption",
          fmt::format("The following filter value is not valid: {}. Valid values include: [String, "
                      "StringList, SecureString].",
                      value));
    }
  }
  return std::nullopt;
}

bool fits(std::string_view option, std::string_view text, std::string_view wanted) {
  if (option == "BeginsWith") return text.starts_with(wanted);
  if (option == "Contains") return text.find(wanted) != text.npos;
  return text == wanted;
}

// A name fits with and without its leading slash.
bool name_fits(std::string_view option, std::string_view name, std::string_view wanted) {
  const auto bare = [](std::string_view text) {
    return text.substr(text.starts_with('/') ? 1 : 0);
  };
  return fits(option, name, wanted) || fits(option, bare(name), bare(wanted));
}

bool takes(const ParameterFilter& filter, const services::CurrentParameter& one) {
  const services::Parameter& parameter = one.parameter;
  if (is_tag(filter.key)) {
    const auto tag = one.tags.find(filter.key.substr(4));
    if (tag == one.tags.end() || filter.values.empty()) return tag != one.tags.end();
    return std::ranges::any_of(filter.values, [&](const std::string& value) {
      return fits(filter.option, tag->second, value);
    });
  }
  return std::ranges::any_of(filter.values, [&](const std::string& value) {
    if (filter.key == "Name") return name_fits(filter.option, parameter.name, value);
    if (filter.key == "Path") {
      return is_beneath(parameter.name, value, filter.option == "Recursive");
    }
    if (filter.key == "Type") return fits(filter.option, services::name_of(parameter.type), value);
    if (filter.key == "Tier") return fits(filter.option, services::name_of(parameter.tier), value);
    if (filter.key == "DataType") return fits(filter.option, parameter.data_type, value);
    return false;  // nothing has a key or a label
  });
}

}  // namespace

std::vector<ParameterFilter> parameter_filters_member(Members& members) {
  std::vector<ParameterFilter> filters;
  const auto* const list = members.list("ParameterFilters");
  if (list == nullptr) return filters;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members filter = members.element("ParameterFilters", i, (*list)[i]);
    ParameterFilter& read = filters.emplace_back();
    read.key = filter.text("Key", {.required = true, .min = 1, .max = 132}).value_or("");
    read.option = filter.text("Option", {.min = 1, .max = 10}).value_or("");
    read.values = filter.texts("Values").value_or(std::vector<std::string>());
  }
  return filters;
}

Parsed<std::vector<ParameterFilter>> parameter_filters(std::vector<ParameterFilter> filters,
                                                       bool by_path) {
  std::set<std::string> seen;
  for (ParameterFilter& filter : filters) {
    if (filter.option.empty()) filter.option = options_of(filter.key).front();
    if (auto refusal = problem(filter, by_path)) return *std::move(refusal);
    if (!seen.insert(filter.key).second) {
      return target_refusal(
          "InvalidFilterKey",
          fmt::format("The following filter key is duplicated in the request: {}.", filter.key));
    }
  }
  return filters;
}

bool takes(const std::vector<ParameterFilter>& filters, const services::CurrentParameter& one) {
  return std::ranges::all_of(filters,
                             [&](const ParameterFilter& filter) { return takes(filter, one); });
}

bool is_beneath(std::string_view name, std::string_view path, bool however_deep) {
  if (!path.ends_with('/')) {
    if (!name.starts_with(path)) return false;
    name.remove_prefix(path.size());
    if (!name.starts_with('/')) return false;
    name.remove_prefix(1);
  } else {
    if (!name.starts_with(path)) {
      // A name of one level lies beneath "/" even when it was put without a slash.
      return path == "/" && name.find('/') == name.npos;
    }
    name.remove_prefix(path.size());
  }
  return !name.empty() && (however_deep || name.find('/') == name.npos);
}

}  // namespace tidemark::api
