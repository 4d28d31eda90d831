#include "api/members.h"
#include "api/tagging/operations.h"
#include "api/tagging/tagged_resource.h"
#include "api/tagging/tagging_members.h"

#include <algorithm>
#include <set>

namespace tidemark::api {
namespace {

constexpr std::int64_t kMaxPage = 100;
constexpr std::int64_t kDefaultPage = 50;
constexpr std::int64_t kMinTags = 100;
constexpr std::int64_t kMaxTags = 500;
constexpr std::size_t kMaxArns = 100;
constexpr std::size_t kMaxFilters = 50;
constexpr std::size_t kMaxValues = 20;

struct TagFilter {
  std::string key;
  std::vector<std::string> values;  // empty: any
};

struct Wanted {
  std::vector<TagFilter> filters;
  std::vector<std::string> types;
  std::optional<std::set<std::string>> arns;
  std::string after;
  std::size_t resources = 0;
  std::size_t tags = 0;
};

std::vector<TagFilter> filters_member(Members& members) {
  std::vector<TagFilter> filters;
  const auto* const list = members.list("TagFilters");
  if (list == nullptr) return filters;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members filter = members.element("TagFilters", i, (*list)[i]);
    TagFilter& read = filters.emplace_back();
    read.key = filter.text("Key", {.min = 1, .max = 128}).value_or("");
    read.values = filter.texts("Values").value_or(std::vector<std::string>());
  }
  return filters;
}

Parsed<Wanted> wanted_by(const TargetRequest& request) {
  Members members(request.body);
  Wanted wanted;
  const auto token = members.text("PaginationToken", {.max = 2048});
  wanted.filters = filters_member(members);
  const auto resources = members.integer("ResourcesPerPage");
  const auto tags = members.integer("TagsPerPage");
  wanted.types = members.texts("ResourceTypeFilters").value_or(std::vector<std::string>());
  const auto arns = members.texts("ResourceARNList");
  if (auto refusal = members.refusal()) return as_invalid_tagging(*refusal);
  if (arns && (arns->empty() || arns->size() > kMaxArns)) {
    return invalid_tagging("ResourceARNList has 1 to 100 ARNs");
  }
  if (arns && (!wanted.filters.empty() || !wanted.types.empty() || resources || tags ||
               (token && !token->empty()))) {
    return invalid_tagging(
        "ResourceARNList cannot be used together with filters, page sizes or a pagination token");
  }
  if (resources && (*resources < 1 || *resources > kMaxPage)) {
    return invalid_tagging("ResourcesPerPage must be between 1 and 100");
  }
  if (tags && (*tags < kMinTags || *tags > kMaxTags || *tags % 100 != 0)) {
    return invalid_tagging("TagsPerPage must be between 100 and 500, in hundreds");
  }
  const bool large = std::ranges::any_of(
      wanted.filters, [](const TagFilter& one) { return one.values.size() > kMaxValues; });
  if (wanted.filters.size() > kMaxFilters || large) {
    return invalid_tagging("TagFilters has at most 50 filters, each with at most 20 values");
  }
  if (arns) wanted.arns.emplace(arns->begin(), arns->end());
  wanted.resources = static_cast<std::size_t>(resources.value_or(arns ? kMaxPage : kDefaultPage));
  wanted.tags = static_cast<std::size_t>(tags.value_or(INT32_MAX));
  TM_OR_REPLY(wanted.after, tagging_after(token));
  return wanted;
}

bool takes(const Wanted& wanted, const TaggedResource& one) {
  if (wanted.arns) return wanted.arns->contains(one.arn);
  const std::string service = one.type.substr(0, one.type.find(':'));
  const bool right_type =
      wanted.types.empty() || std::ranges::any_of(wanted.types, [&](auto& type) {
        return type == one.type || type == service;
      });
  return right_type && std::ranges::all_of(wanted.filters, [&](const TagFilter& filter) {
           const auto tag = one.tags.find(filter.key);
           if (tag == one.tags.end()) return false;
           return filter.values.empty() ||
                  std::ranges::find(filter.values, tag->second) != filter.values.end();
         });
}

void write_resource(codec::JsonWriter& out, const TaggedResource& one) {
  out.begin_object().key("ResourceARN").string(one.arn).key("Tags").begin_array();
  for (const auto& [key, value] : one.tags) {
    out.begin_object().key("Key").string(key).key("Value").string(value).end_object();
  }
  out.end_array().end_object();
}

Reply handle(const TargetRequest& request, Engine& engine) {
  TM_OR_REPLY(const Wanted wanted, wanted_by(request));
  const auto all = tagged_resources(request.call, engine);
  if (!all) return tagging_failed(all.error());
  codec::JsonWriter out;
  out.begin_object().key("ResourceTagMappingList").begin_array();
  std::size_t resources = 0;
  std::size_t tags = 0;
  std::string last;
  std::string token;
  for (const TaggedResource& one : all.value()) {
    if (one.arn <= wanted.after || !takes(wanted, one)) continue;
    tags += one.tags.size();
    // A resource is never parted over two pages.
    if (resources == wanted.resources || (resources > 0 && tags > wanted.tags)) {
      token = tagging_token(last);
      break;
    }
    write_resource(out, one);
    last = one.arn;
    ++resources;
  }
  out.end_array().key("PaginationToken").string(token).end_object();
  return target_reply(out.take());
}

}  // namespace

const TargetOperation kGetResources{
    .name = "GetResources",
    .honoured =
        "PaginationToken TagFilters ResourcesPerPage TagsPerPage ResourceTypeFilters "
        "ResourceARNList",
    .refused = "IncludeComplianceDetails ExcludeCompliantResources",
    .handle = handle};

}  // namespace tidemark::api
