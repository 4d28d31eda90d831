#include "api/errors.h"
#include "api/operations.h"
#include "api/tag_members.h"
#include "tables/catalog.h"

namespace tidemark::api {
namespace {

// A table has at most 50 tags, so that there is never a second page.
Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto arn = members.text("ResourceArn");
  members.text("NextToken");  // AWS takes any, and begins anew
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const tables::TableName name, tagged_table(request.call, arn));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_resource(*arn);
  const auto table = tables::find(*store, name);
  if (!table) return error_reply(table.error());
  if (!table.value()) return no_such_resource(*arn);
  codec::JsonWriter out;
  out.begin_object().key("Tags").begin_array();
  for (const auto& [key, value] : table.value()->tags) {
    out.begin_object().key("Key").string(key).key("Value").string(value).end_object();
  }
  out.end_array().end_object();
  return Reply{.body = out.take()};
}

}  // namespace

const Operation kListTagsOfResource{
    .name = "ListTagsOfResource", .honoured = "ResourceArn NextToken", .handle = handle};

}  // namespace tidemark::api
