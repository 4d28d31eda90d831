#include "api/errors.h"
#include "api/members.h"
#include "api/operations.h"
#include "tables/catalog.h"

namespace tidemark::api {
namespace {

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto after =
      members.text("ExclusiveStartTableName", {.min = 3, .max = 255, .pattern = kNamePattern});
  const auto limit =
      static_cast<std::size_t>(members.integer("Limit", {.min = 1, .max = 100}).value_or(100));
  if (auto refusal = members.refusal()) return *std::move(refusal);
  std::vector<tables::TableDescription> tables;
  if (auto* const store = engine.regions.find(request.call.region)) {
    auto listed = tables::list(*store, request.call.account, request.call.region,
                               after.value_or(""), limit + 1);
    if (!listed) return error_reply(listed.error());
    tables = std::move(listed).value();
  }
  codec::JsonWriter out;
  out.begin_object().key("TableNames").begin_array();
  for (std::size_t i = 0; i < tables.size() && i < limit; ++i) out.string(tables[i].name.name);
  out.end_array();
  if (tables.size() > limit) {
    out.key("LastEvaluatedTableName").string(tables[limit - 1].name.name);
  }
  out.end_object();
  return Reply{.body = out.take()};
}

}  // namespace

const Operation kListTables{
    .name = "ListTables", .honoured = "ExclusiveStartTableName Limit", .handle = handle};

}  // namespace tidemark::api
