#include "api/operations.h"
#include "api/pending.h"
#include "api/tag_members.h"
#include "tables/table_changes.h"

namespace tidemark::api {
namespace {

Reply answer(const tables::TagAnswer& answer, const std::string& arn) {
  if (std::holds_alternative<tables::NoTable>(answer)) return no_such_resource(arn);
  if (std::holds_alternative<tables::TooManyTags>(answer)) return too_many_tags();
  return {};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = members.text("ResourceArn");
  const auto wanted = tags_member(members);
  if (auto refusal = members.misshapen()) return *std::move(refusal);
  if (arn && !wanted) members.add_problem("Tags", std::nullopt, "Member must not be null");
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(tables::TableName name, tagged_table(request.call, arn));
  if (wanted->empty()) return validation_error("Atleast one Tag needs to be provided as Input.");
  TM_OR_REPLY(Tags tags, tags_of(*wanted));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_resource(*arn);
  return pending<tables::TagAnswer>(
      tables::tag_table(*store, std::move(name), std::move(tags)),
      [arn = *arn](const tables::TagAnswer& given) { return answer(given, arn); });
}

}  // namespace

const Operation kTagResource{
    .name = "TagResource", .honoured = "ResourceArn Tags", .handle = handle};

}  // namespace tidemark::api
