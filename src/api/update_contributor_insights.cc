#include "api/insights_members.h"
#include "api/operations.h"
#include "api/pending.h"
#include "api/table_members.h"
#include "tables/insights.h"
#include "tables/setting_change.h"

namespace tidemark::api {
namespace {

using Answer = tables::SettingAnswer<tables::InsightsOutcome>;
using Changed = tables::ChangedSetting<tables::InsightsOutcome>;

// AWS needs a minute or two for what changes.
std::string_view status_of(bool enabled, bool under_way) {
  if (enabled) return under_way ? "ENABLING" : "ENABLED";
  return under_way ? "DISABLING" : "DISABLED";
}

Reply answer(const Answer& answer, const InsightsCall& call, bool enabled) {
  const auto* changed = std::get_if<Changed>(&answer);
  if (changed == nullptr) return no_such_table(call.table.name);
  if (changed->outcome == tables::InsightsOutcome::kIndexMissing) return no_such_index(call);
  const bool under_way = changed->outcome == tables::InsightsOutcome::kUnderWay;
  const tables::Insights* insights = tables::find_insights(changed->table, call.index);
  codec::JsonWriter out;
  out.begin_object();
  if (enabled && insights != nullptr) out.key("ContributorInsightsMode").string(insights->mode);
  out.key("ContributorInsightsStatus").string(status_of(enabled, under_way));
  if (!call.index.empty()) out.key("IndexName").string(call.index);
  out.key("TableName").string(call.table.name).end_object();
  return {.body = out.take()};
}

Handling handle(const Request& request, Engine& engine) {
  Members members(request.body);
  const auto action = members.text("ContributorInsightsAction",
                                   {.required = true, .one_of = {"ENABLE", "DISABLE"}});
  const auto mode = members.text("ContributorInsightsMode",
                                 {.one_of = {"ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"}});
  TM_OR_REPLY(const InsightsCall call, insights_call(request, members));
  auto* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return no_such_table(call.table.name);
  const bool enabled = action == "ENABLE";
  return pending<Answer>(
      tables::change_setting<tables::InsightsOutcome>(
          *store, call.table,
          [index = call.index, enabled, mode](tables::TableDescription& table, Timestamp now) {
            return tables::set_insights(table, index, enabled, mode, now);
          }),
      [call, enabled](const Answer& given) { return answer(given, call, enabled); });
}

}  // namespace

const Operation kUpdateContributorInsights{
    .name = "UpdateContributorInsights",
    .honoured = "TableName IndexName ContributorInsightsMode",
    .partly = "ContributorInsightsAction",
    .handle = handle};

}  // namespace tidemark::api
