#include "vault/restore_test_choice.h"

#include "vault/resource_arn.h"
#include "vault/selection_match.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::string_view kTagPrefix = "aws:ResourceTag/";

bool any_like(const std::vector<std::string>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns,
                             [&](const std::string& pattern) { return is_like(text, pattern); });
}

bool takes_resource(const RestoreTestingSelection& selection, const std::string& arn) {
  const auto& arns = selection.resource_arns;
  const bool every = arns.empty() || arns[0] == "*";
  if (!every) return std::ranges::find(arns, arn) != arns.end();
  const auto parsed = parse_resource_arn(arn);
  return parsed && parsed->kind == selection.resource_type;
}

bool has_tag(const Tags& tags, const std::pair<std::string, std::string>& condition) {
  const auto found = tags.find(condition.first.substr(kTagPrefix.size()));
  return found != tags.end() && found->second == condition.second;
}

}  // namespace

bool PointChooser::may_be_chosen(const RecoveryPoint& point) const {
  const std::string vault = arn_of(point.vault);
  const Timestamp oldest = now_ - std::chrono::days(plan_.choice.window_days);
  return plan_.choice.snapshots && point.status == PointStatus::kCompleted &&
         point.created_at >= oldest && point.created_at <= now_ &&
         any_like(plan_.choice.include_vaults, vault) &&
         !any_like(plan_.choice.exclude_vaults, vault) &&
         takes_resource(selection_, point.resource_arn);
}

// Of n offered each stays with chance 1/n.
void PointChooser::offer(const RecoveryPoint& point) {
  if (!may_be_chosen(point)) return;
  const auto [at, first] = choices_.try_emplace(point.resource_arn, Choice{point});
  if (first) return;
  Choice& choice = at->second;
  const std::uint64_t offered = ++choice.offered;
  const bool takes_over = plan_.choice.algorithm == PointAlgorithm::kLatestWithinWindow
                              ? point.created_at >= choice.point.created_at
                              : random_.below(offered) == 0;
  if (takes_over) choice.point = point;
}

std::vector<RecoveryPoint> PointChooser::chosen() const {
  std::vector<RecoveryPoint> points;
  for (const auto& [arn, choice] : choices_) points.push_back(choice.point);
  return points;
}

bool conditions_hold(const RestoreTestingSelection& selection, const Tags& tags) {
  const auto has = [&](const auto& condition) { return has_tag(tags, condition); };
  return std::ranges::all_of(selection.equals, has) &&
         std::ranges::none_of(selection.not_equals, has);
}

}  // namespace tidemark::vault
