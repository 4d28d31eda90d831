#include "api/members.h"
#include "api/tagging/operations.h"
#include "api/tagging/tagged_resource.h"
#include "api/tagging/tagging_members.h"

#include <set>

namespace tidemark::api {
namespace {

constexpr std::size_t kPage = 500;

Reply page_of(const std::set<std::string>& all, std::string_view name, const std::string& after) {
  codec::JsonWriter out;
  out.begin_object().key(name).begin_array();
  std::size_t shown = 0;
  std::string last;
  std::string token;
  for (auto one = all.upper_bound(after); one != all.end(); ++one) {
    if (shown++ == kPage) {
      token = tagging_token(last);
      break;
    }
    out.string(*one);
    last = *one;
  }
  out.end_array().key("PaginationToken").string(token).end_object();
  return target_reply(out.take());
}

Reply keys(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto token = members.text("PaginationToken", {.max = 2048});
  if (auto refusal = members.refusal()) return as_invalid_tagging(*refusal);
  TM_OR_REPLY(const std::string after, tagging_after(token));
  const auto resources = tagged_resources(request.call, engine);
  if (!resources) return tagging_failed(resources.error());
  std::set<std::string> all;
  for (const TaggedResource& one : resources.value()) {
    for (const auto& [key, value] : one.tags) all.insert(key);
  }
  return page_of(all, "TagKeys", after);
}

Reply values(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto token = members.text("PaginationToken", {.max = 2048});
  const auto key = members.text("Key", {.required = true, .min = 1, .max = 128});
  if (auto refusal = members.refusal()) return as_invalid_tagging(*refusal);
  TM_OR_REPLY(const std::string after, tagging_after(token));
  const auto resources = tagged_resources(request.call, engine);
  if (!resources) return tagging_failed(resources.error());
  std::set<std::string> all;
  for (const TaggedResource& one : resources.value()) {
    const auto tag = one.tags.find(*key);
    if (tag != one.tags.end()) all.insert(tag->second);
  }
  return page_of(all, "TagValues", after);
}

}  // namespace

const TargetOperation kGetTagKeys{
    .name = "GetTagKeys", .honoured = "PaginationToken", .handle = keys};
const TargetOperation kGetTagValues{
    .name = "GetTagValues", .honoured = "PaginationToken Key", .handle = values};

}  // namespace tidemark::api
