#include "api/errors.h"
#include "api/insights_members.h"
#include "api/operations.h"
#include "api/table_members.h"
#include "tables/catalog.h"
#include "tables/insights.h"

namespace tidemark::api {
namespace {

Reply description(const InsightsCall& call, const tables::Insights* insights) {
  codec::JsonWriter out;
  out.begin_object();
  const bool enabled = insights != nullptr && insights->enabled;
  if (enabled) {
    out.key("ContributorInsightsMode").string(insights->mode);
    out.key("ContributorInsightsRuleList").begin_array().end_array();
  }
  out.key("ContributorInsightsStatus").string(enabled ? "ENABLED" : "DISABLED");
  if (!call.index.empty()) out.key("IndexName").string(call.index);
  if (insights != nullptr) out.key("LastUpdateDateTime").epoch_seconds(insights->changed_at);
  out.key("TableName").string(call.table.name).end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  TM_OR_REPLY(const InsightsCall call, insights_call(request, members));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(call.table.name);
  const auto table = tables::find(*store, call.table);
  if (!table) return error_reply(table.error());
  if (!table.value()) return no_such_table(call.table.name);
  if (!call.index.empty()) {
    const tables::Index* index = tables::find_index(*table.value(), call.index);
    if (index == nullptr || index->kind != tables::IndexKind::kGlobal) return no_such_index(call);
  }
  return description(call, tables::find_insights(*table.value(), call.index));
}

}  // namespace

const Operation kDescribeContributorInsights{
    .name = "DescribeContributorInsights", .honoured = "TableName IndexName", .handle = handle};

}  // namespace tidemark::api
