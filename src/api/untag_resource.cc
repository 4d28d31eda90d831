#include "api/operations.h"
#include "api/pending.h"
#include "api/tag_members.h"
#include "tables/table_changes.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = members.text("ResourceArn");
  auto keys = members.texts("TagKeys");
  if (auto refusal = members.misshapen()) return *std::move(refusal);
  if (arn && !keys) members.add_problem("TagKeys", std::nullopt, "Member must not be null");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(tables::TableName name, tagged_table(request.call, arn));
  if (keys->empty()) {
    return validation_error("Atleast one Tag Key needs to be provided as Input.");
  }
  for (const std::string& key : *keys) {
    if (auto refusal = tag_key_problem(key)) return *std::move(refusal);
  }
  if (keys->size() > tables::kMaxTags) return too_many_tags();
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_resource(*arn);
  return pending<tables::TagAnswer>(
      tables::untag_table(*store, std::move(name), *std::move(keys)),
      [arn = *arn](const tables::TagAnswer& given) {
        return std::holds_alternative<tables::NoTable>(given) ? no_such_resource(arn) : Reply{};
      });
}

}  // namespace

const Operation kUntagResource{
    .name = "UntagResource", .honoured = "ResourceArn TagKeys", .handle = handle};

}  // namespace tidemark::api
