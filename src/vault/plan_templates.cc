#include "vault/plan_templates.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

PlanRule rule(std::string name, std::string schedule, Lifecycle lifecycle) {
  PlanRule made;
  made.name = std::move(name);
  made.vault_name = "Default";
  made.schedule = std::move(schedule);
  made.lifecycle = lifecycle;
  return made;
}

PlanRule daily() {
  return rule("DailyBackups", "cron(0 5 ? * * *)", {{}, 35, {}});
}

PlanRule weekly() {
  return rule("WeeklyBackups", "cron(0 5 ? * 7 *)", {{}, 90, {}});
}

PlanRule monthly(std::int64_t cold_after_days, std::int64_t years) {
  return rule("MonthlyBackups", "cron(0 5 1 * ? *)", {cold_after_days, years * 365, {}});
}

PlanTemplate plan(std::string id, std::string name, std::vector<PlanRule> rules) {
  return {std::move(id), name, {name, std::move(rules), {}}};
}

}  // namespace

const std::vector<PlanTemplate>& plan_templates() {
  static const std::vector<PlanTemplate> kAll = {
      plan("2d3ae1f6-8a0f-4f5c-9e0b-6f1f3c9a0001", "Daily-35day-Retention", {daily()}),
      plan("2d3ae1f6-8a0f-4f5c-9e0b-6f1f3c9a0002", "Daily-Monthly-1yr-Retention",
           {daily(), monthly(30, 1)}),
      plan("2d3ae1f6-8a0f-4f5c-9e0b-6f1f3c9a0003", "Daily-Weekly-Monthly-5yr-Retention",
           {daily(), weekly(), monthly(90, 5)}),
      plan("2d3ae1f6-8a0f-4f5c-9e0b-6f1f3c9a0004", "Daily-Weekly-Monthly-7yr-Retention",
           {daily(), weekly(), monthly(90, 7)}),
  };
  return kAll;
}

const PlanTemplate* find_plan_template(std::string_view id) {
  const auto& all = plan_templates();
  const auto found = std::ranges::find(all, id, &PlanTemplate::id);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace tidemark::vault
