#include "api/operations.h"
#include "api/pending.h"
#include "api/tag_members.h"
#include "tables/table_changes.h"

namespace tidemark::api {
namespace {

Parsed<std::vector<std::string>> keys_of(const codec::JsonValue::Array* list) {
  std::vector<std::string> keys;
  for (const codec::JsonValue& key : *list) {
    if (key.string() == nullptr) return serialization_error("Unexpected field type");
    keys.push_back(*key.string());
  }
  if (keys.empty()) return validation_error("Atleast one Tag Key needs to be provided as Input.");
  return keys;
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = members.text("ResourceArn", {.required = true, .min = 1, .max = 1283});
  const auto* list = members.list("TagKeys", true);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(auto keys, keys_of(list));
  TM_OR_REPLY(tables::TableName name, tagged_table(request.call, *arn));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_resource(*arn);
  return pending<tables::TagAnswer>(
      tables::untag_table(*store, std::move(name), std::move(keys)),
      [arn = *arn](const tables::TagAnswer& given) {
        return std::holds_alternative<tables::NoTable>(given) ? no_such_resource(arn) : Reply{};
      });
}

}  // namespace

const Operation kUntagResource{
    .name = "UntagResource", .honoured = "ResourceArn TagKeys", .handle = handle};

}  // namespace tidemark::api
