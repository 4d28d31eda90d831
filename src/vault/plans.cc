#include "vault/plans.h"

#include "codec/base64.h"
#include "storage/write.h"
#include "vault/notices.h"
#include "vault/plan_runs.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

// AWS's are base64 of a UUID's text.
std::string new_version_id(Random& random) {
  return codec::to_base64(random.uuid());
}

// Rules of the same name keep their id; `fresh` has one for every other.
void give_ids(PlanDocument& document, const PlanDocument* before,
              const std::vector<std::string>& fresh) {
  for (std::size_t i = 0; i < document.rules.size(); ++i) {
    PlanRule& rule = document.rules[i];
    rule.id = fresh[i];
    if (before == nullptr) continue;
    const auto old = std::ranges::find(before->rules, rule.name, &PlanRule::name);
    if (old != before->rules.end()) rule.id = old->id;
  }
}

std::vector<std::string> fresh_ids(std::size_t count, Random& random) {
  std::vector<std::string> ids(count);
  std::ranges::generate(ids, [&] { return random.uuid(); });
  return ids;
}

void put_plan(Changes& changes, storage::TableId table, const BackupPlan& plan) {
  put(changes, table, plan);
  put(changes, table, plan.newest);
}

// What makes the request no new plan; nullopt: it is one.
std::optional<CreatePlanAnswer> already_there(const std::vector<BackupPlan>& live,
                                              const PlanRequest& request) {
  for (const BackupPlan& plan : live) {
    const bool again = request.creator_request_id.has_value() &&
                       plan.creator_request_id == request.creator_request_id;
    if (again) return plan;
  }
  for (const BackupPlan& plan : live) {
    if (without_ids(plan.newest.document) == without_ids(request.document)) return PlanExists{};
  }
  if (live.size() >= kMostPlans) return QuotaReached{"backup plans", kMostPlans};
  return std::nullopt;
}

}  // namespace

Result<CreatePlanAnswer> create_plan(const Rows& rows, const PlanRequest& request, Random& random) {
  BackupPlan plan;
  plan.account = request.account;
  plan.region = rows.region;
  plan.id = random.uuid();
  plan.creator_request_id = request.creator_request_id;
  plan.created_at = request.now;
  plan.newest = {request.account,        plan.id,     1,
                 new_version_id(random), request.now, request.document};
  give_ids(plan.newest.document, nullptr, fresh_ids(request.document.rules.size(), random));
  storage::Write<CreatePlanAnswer> write(
      *rows.store, {}, [&](View& view, CreatePlanAnswer& answer) -> Result<Decision> {
        TM_TRY(const auto live,
               list<BackupPlan>(view, rows.table, plan_prefix(request.account, PlanState::kLive),
                                {}, kMostPlans));
        if (auto there = already_there(live, request)) {
          answer = *std::move(there);
          return Decision(Refused{});
        }
        Changes changes;
        put_plan(changes, rows.table, plan);
        put(changes, rows.table, TagRow{arn_of(plan), request.tags});
        TM_TRY_STATUS(plan_jobs(view, nullptr, plan, request.now, changes));
        TM_TRY_STATUS(tell(view, rows, notice_of(plan, VaultChange::kCreated), changes));
        answer = plan;
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<UpdatePlanAnswer> update_plan(const Rows& rows, const std::string& plan_id,
                                     const PlanRequest& request, Random& random) {
  const std::string version_id = new_version_id(random);
  const std::vector<std::string> ids = fresh_ids(request.document.rules.size(), random);
  storage::Write<UpdatePlanAnswer> write(
      *rows.store, {}, [&](View& view, UpdatePlanAnswer& answer) -> Result<Decision> {
        TM_TRY(const auto before, find_live_plan(view, rows.table, request.account, plan_id));
        if (!before) {
          answer = PlanMissing{plan_id};
          return Decision(Refused{});
        }
        if (before->versions >= kMostVersions) {
          answer = QuotaReached{"versions of a backup plan", kMostVersions};
          return Decision(Refused{});
        }
        BackupPlan plan = *before;
        ++plan.versions;
        plan.newest = {request.account, plan_id,     plan.versions,
                       version_id,      request.now, request.document};
        give_ids(plan.newest.document, &before->newest.document, ids);
        Changes changes;
        put_plan(changes, rows.table, plan);
        TM_TRY_STATUS(plan_jobs(view, &*before, plan, request.now, changes));
        TM_TRY_STATUS(tell(view, rows, notice_of(plan, VaultChange::kModified), changes));
        answer = std::move(plan);
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<DeletePlanAnswer> delete_plan(const Rows& rows, const std::string& account,
                                     const std::string& plan_id, Timestamp now) {
  storage::Write<DeletePlanAnswer> write(
      *rows.store, {}, [&](View& view, DeletePlanAnswer& answer) -> Result<Decision> {
        TM_TRY(auto plan, find_live_plan(view, rows.table, account, plan_id));
        if (!plan) {
          answer = PlanMissing{plan_id};
          return Decision(Refused{});
        }
        TM_TRY(const auto selections,
               list<BackupSelection>(view, rows.table, selections_prefix(account, plan_id), {}, 1));
        if (!selections.empty()) {
          answer = PlanHasSelections{};
          return Decision(Refused{});
        }
        Changes changes;
        remove(changes, rows.table, *plan);
        remove_tags(changes, rows.table, arn_of(*plan));
        end_plan_jobs(*plan, changes);
        plan->deleted_at = now;
        put(changes, rows.table, *plan);
        TM_TRY_STATUS(tell(view, rows, notice_of(*plan, VaultChange::kDeleted), changes));
        answer = *std::move(plan);
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<std::optional<BackupPlan>> find_plan(const Rows& rows, const std::string& account,
                                            const std::string& plan_id) {
  TM_TRY(auto live, find<BackupPlan>(rows, plan_key(account, PlanState::kLive, plan_id)));
  if (live) return live;
  return find<BackupPlan>(rows, plan_key(account, PlanState::kDeleted, plan_id));
}

Result<std::optional<BackupPlan>> find_live_plan(const View& view, storage::TableId table,
                                                 const std::string& account,
                                                 const std::string& plan_id) {
  return find<BackupPlan>(view, table, plan_key(account, PlanState::kLive, plan_id));
}

}  // namespace tidemark::vault
