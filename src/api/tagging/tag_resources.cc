#include "api/members.h"
#include "api/tagging/operations.h"
#include "api/tagging/tagged_resource.h"
#include "api/tagging/tagging_members.h"

namespace tidemark::api {
namespace {

constexpr std::size_t kMaxArns = 20;
constexpr std::size_t kMaxTags = 50;

std::optional<Reply> arns_problem(const std::vector<std::string>& arns) {
  if (!arns.empty() && arns.size() <= kMaxArns) return std::nullopt;
  return invalid_tagging("ResourceARNList has 1 to 20 ARNs");
}

std::optional<Reply> key_problem(std::string_view key) {
  if (key.empty() || key.size() > 128) {
    return invalid_tagging("A tag key has 1 to 128 characters");
  }
  if (key.starts_with("aws:")) {
    return invalid_tagging("Tag keys that begin with aws: are reserved for AWS");
  }
  return std::nullopt;
}

Reply change(const TargetRequest& request, Engine& engine, const std::vector<std::string>& arns,
             const TagChange& change) {
  codec::JsonWriter out;
  out.begin_object().key("FailedResourcesMap").begin_object();
  for (const std::string& arn : arns) {
    const auto failure = change_tags(request.call, engine, arn, change);
    if (!failure) continue;
    out.key(arn).begin_object();
    out.key("StatusCode")
        .number(static_cast<std::int64_t>(failure->code == "InternalServiceException" ? 500 : 400));
    out.key("ErrorCode").string(failure->code);
    out.key("ErrorMessage").string(failure->message).end_object();
  }
  out.end_object().end_object();
  return target_reply(out.take());
}

Reply tag(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto arns = members.texts("ResourceARNList", true);
  const auto* const tags = members.map("Tags", true, "java.lang.String");
  if (auto refusal = members.refusal()) return as_invalid_tagging(*refusal);
  if (auto refusal = arns_problem(*arns)) return *std::move(refusal);
  if (tags->empty() || tags->size() > kMaxTags) return invalid_tagging("Tags has 1 to 50 tags");
  TagChange wanted;
  for (const auto& [key, value] : *tags) {
    if (auto refusal = key_problem(key)) return *std::move(refusal);
    if (value.string() == nullptr || value.string()->size() > 256) {
      return invalid_tagging("A tag value has at most 256 characters");
    }
    wanted.set[key] = *value.string();
  }
  return change(request, engine, *arns, wanted);
}

Reply untag(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto arns = members.texts("ResourceARNList", true);
  const auto keys = members.texts("TagKeys", true);
  if (auto refusal = members.refusal()) return as_invalid_tagging(*refusal);
  if (auto refusal = arns_problem(*arns)) return *std::move(refusal);
  if (keys->empty() || keys->size() > kMaxTags) return invalid_tagging("TagKeys has 1 to 50 keys");
  for (const std::string& key : *keys) {
    if (auto refusal = key_problem(key)) return *std::move(refusal);
  }
  return change(request, engine, *arns, {.removed = *keys});
}

}  // namespace

const TargetOperation kTagResources{
    .name = "TagResources", .honoured = "ResourceARNList Tags", .handle = tag};
const TargetOperation kUntagResources{
    .name = "UntagResources", .honoured = "ResourceARNList TagKeys", .handle = untag};

}  // namespace tidemark::api
