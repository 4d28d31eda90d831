#include "tables/insights.h"

#include <algorithm>

namespace tidemark::tables {

const Insights* find_insights(const TableDescription& table, const std::string& index) {
  const auto found = std::ranges::find(table.settings.insights, index, &Insights::index);
  return found == table.settings.insights.end() ? nullptr : &*found;
}

InsightsOutcome set_insights(TableDescription& table, const std::string& index, bool enabled,
                             const std::optional<std::string>& mode, Timestamp now) {
  if (!index.empty()) {
    const Index* found = find_index(table, index);
    if (found == nullptr || found->kind != IndexKind::kGlobal) {
      return InsightsOutcome::kIndexMissing;
    }
  }
  auto& all = table.settings.insights;
  auto known = std::ranges::find(all, index, &Insights::index);
  if (known == all.end()) {
    if (!enabled) return InsightsOutcome::kSettled;
    known = all.insert(all.end(), Insights{index, {}, false, {}});
  }
  const std::string wanted =
      mode.value_or(known->mode.empty() ? std::string(kDefaultInsightsMode) : known->mode);
  if (known->enabled == enabled && (!enabled || known->mode == wanted)) {
    return InsightsOutcome::kSettled;
  }
  *known = {index, wanted, enabled, now};
  return InsightsOutcome::kUnderWay;
}

}  // namespace tidemark::tables
