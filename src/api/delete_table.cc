#include "api/errors.h"
#include "api/operations.h"
#include "api/table_members.h"
#include "recovery/retire.h"

namespace tidemark::api {
namespace {

Reply answer(const Result<recovery::RetireAnswer>& given, const std::string& name) {
  if (!given) return error_reply(given.error());
  if (std::holds_alternative<recovery::TableMissing>(given.value())) return no_such_table(name);
  if (std::holds_alternative<recovery::DeletionProtected>(given.value())) {
    return validation_error(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }
  if (std::holds_alternative<recovery::IndexesUnfinished>(given.value())) {
    return error_reply("ResourceInUseException",
                       "Attempt to change a resource which is still in use: Cannot delete table "
                       "while indexes are being created, updated, or deleted.");
  }
  if (std::holds_alternative<recovery::StillCreating>(given.value())) {
    return error_reply("ResourceInUseException",
                       fmt::format("Attempt to change a resource which is still in use: Table is "
                                   "being created: {}",
                                   name));
  }
  const auto& retired = std::get<recovery::Retired>(given.value());
  codec::JsonWriter out;
  out.begin_object().key("TableDescription");
  write_table(out, retired.table,
              {.status = "DELETING",
               .items = retired.tally.items,
               .bytes = retired.tally.bytes,
               .brief = true});
  out.end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto text = control_name_member(members);
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, control_table_name(request.call, text));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(name.name);
  return BackgroundReply{[store, name, &engine] {
    return answer(recovery::retire(*store, name, engine.clock.now()), name.name);
  }};
}

}  // namespace

const Operation kDeleteTable{.name = "DeleteTable", .honoured = "TableName", .handle = handle};

}  // namespace tidemark::api
