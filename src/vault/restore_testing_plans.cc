#include "vault/restore_testing_plans.h"

#include "storage/write.h"
#include "vault/restore_test_runs.h"
#include "vault/restore_testing_check.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

template <class Answer>
Result<Answer> decide_plan(const Rows& rows, const std::string& key,
                           typename storage::Write<Answer>::Decide decide) {
  return storage::Write<Answer>(*rows.store, {{rows.table, kRestoreTestingPlansPart, key}},
                                std::move(decide))
      .run();
}

template <class Answer>
Result<Answer> decide_selection(const Rows& rows, const std::string& key,
                                typename storage::Write<Answer>::Decide decide) {
  return storage::Write<Answer>(*rows.store, {{rows.table, kRestoreTestingSelectionsPart, key}},
                                std::move(decide))
      .run();
}

Result<std::size_t> selections_of(const View& view, storage::TableId table,
                                  const std::string& account, const std::string& plan) {
  TM_TRY(const auto all, list<RestoreTestingSelection>(view, table, key_of(account, plan), {},
                                                       kMaxTestingSelections + 1));
  return all.size();
}

Result<Decision> create_plan(const Rows& rows, const RestoreTestingPlan& plan, const Tags& tags,
                             View& view, CreateTestingPlanAnswer& answer) {
  TM_TRY(auto there, find<RestoreTestingPlan>(view, rows.table, plan.key()));
  if (there) {
    const bool again =
        plan.creator_request_id && there->creator_request_id == plan.creator_request_id;
    answer = again ? CreateTestingPlanAnswer(std::move(*there)) : TestingPlanExists{};
    return Decision(Refused{});
  }
  TM_TRY(const auto all,
         list<RestoreTestingPlan>(view, rows.table, key_of(plan.account), {}, kMaxTestingPlans));
  if (all.size() >= kMaxTestingPlans) {
    answer = TooManyTestingPlans{};
    return Decision(Refused{});
  }
  Changes changes;
  put(changes, rows.table, plan);
  put(changes, rows.table, TagRow{arn_of(plan), tags});
  TM_TRY_STATUS(schedule_next_run(changes, plan, view.now()));
  answer = plan;
  return Decision(std::move(changes));
}

Result<Decision> create_selection(const Rows& rows, const RestoreTestingSelection& selection,
                                  View& view, CreateTestingSelectionAnswer& answer) {
  TM_TRY(auto plan,
         find<RestoreTestingPlan>(view, rows.table,
                                  testing_plan_key(selection.account, selection.plan_name)));
  if (!plan) {
    answer = TestingPlanMissing{};
    return Decision(Refused{});
  }
  TM_TRY(auto there, find<RestoreTestingSelection>(view, rows.table, selection.key()));
  if (there) {
    const bool again =
        selection.creator_request_id && there->creator_request_id == selection.creator_request_id;
    answer = TestingSelectionExists{};
    if (again) answer = std::pair(std::move(*plan), std::move(*there));
    return Decision(Refused{});
  }
  TM_TRY(const std::size_t count,
         selections_of(view, rows.table, selection.account, selection.plan_name));
  if (count >= kMaxTestingSelections) {
    answer = TooManyTestingSelections{};
    return Decision(Refused{});
  }
  Changes changes;
  put(changes, rows.table, selection);
  answer = std::pair(std::move(*plan), selection);
  return Decision(std::move(changes));
}

Result<Decision> change_selection(const Rows& rows, const std::string& plan_key,
                                  const std::string& key,
                                  const std::function<void(RestoreTestingSelection&)>& change,
                                  View& view, UpdateTestingSelectionAnswer& answer) {
  TM_TRY(auto plan, find<RestoreTestingPlan>(view, rows.table, plan_key));
  if (!plan) {
    answer = TestingPlanMissing{};
    return Decision(Refused{});
  }
  TM_TRY(auto there, find<RestoreTestingSelection>(view, rows.table, key));
  if (!there) {
    answer = TestingSelectionMissing{};
    return Decision(Refused{});
  }
  change(*there);
  if (auto why = problem_with(*there)) {
    answer = TestingProblem{std::move(*why)};
    return Decision(Refused{});
  }
  Changes changes;
  put(changes, rows.table, *there);
  answer = std::pair(std::move(*plan), std::move(*there));
  return Decision(std::move(changes));
}

}  // namespace

Result<CreateTestingPlanAnswer> create_testing_plan(const Rows& rows,
                                                    const RestoreTestingPlan& plan,
                                                    const Tags& tags) {
  return decide_plan<CreateTestingPlanAnswer>(rows, plan.key(), [&](View& view, auto& answer) {
    return create_plan(rows, plan, tags, view, answer);
  });
}

Result<UpdateTestingPlanAnswer> update_testing_plan(
    const Rows& rows, const std::string& account, const std::string& name,
    const std::function<void(RestoreTestingPlan&)>& change) {
  const std::string key = testing_plan_key(account, name);
  return decide_plan<UpdateTestingPlanAnswer>(
      rows, key, [&](View& view, UpdateTestingPlanAnswer& answer) -> Result<Decision> {
        TM_TRY(auto plan, find<RestoreTestingPlan>(view, rows.table, key));
        if (!plan) {
          answer = TestingPlanMissing{};
          return Decision(Refused{});
        }
        change(*plan);
        if (auto why = problem_with(*plan)) {
          answer = TestingProblem{std::move(*why)};
          return Decision(Refused{});
        }
        Changes changes;
        put(changes, rows.table, *plan);
        TM_TRY_STATUS(schedule_next_run(changes, *plan, view.now()));
        answer = std::move(*plan);
        return Decision(std::move(changes));
      });
}

Result<DeleteTestingPlanAnswer> delete_testing_plan(const Rows& rows, const std::string& account,
                                                    const std::string& name) {
  const std::string key = testing_plan_key(account, name);
  return decide_plan<DeleteTestingPlanAnswer>(
      rows, key, [&](View& view, DeleteTestingPlanAnswer& answer) -> Result<Decision> {
        TM_TRY(auto plan, find<RestoreTestingPlan>(view, rows.table, key));
        if (!plan) {
          answer = TestingPlanMissing{};
          return Decision(Refused{});
        }
        TM_TRY(const std::size_t count, selections_of(view, rows.table, account, name));
        if (count > 0) {
          answer = TestingPlanHasSelections{count};
          return Decision(Refused{});
        }
        Changes changes;
        remove(changes, rows.table, *plan);
        remove_tags(changes, rows.table, arn_of(*plan));
        forget_runs(changes, *plan);
        answer = std::move(*plan);
        return Decision(std::move(changes));
      });
}

Result<CreateTestingSelectionAnswer> create_testing_selection(
    const Rows& rows, const RestoreTestingSelection& selection) {
  return decide_selection<CreateTestingSelectionAnswer>(
      rows, selection.key(), [&](View& view, CreateTestingSelectionAnswer& answer) {
        return create_selection(rows, selection, view, answer);
      });
}

Result<UpdateTestingSelectionAnswer> update_testing_selection(
    const Rows& rows, const std::string& account, const std::string& plan, const std::string& name,
    const std::function<void(RestoreTestingSelection&)>& change) {
  const std::string key = testing_selection_key(account, plan, name);
  return decide_selection<UpdateTestingSelectionAnswer>(
      rows, key, [&](View& view, UpdateTestingSelectionAnswer& answer) {
        return change_selection(rows, testing_plan_key(account, plan), key, change, view, answer);
      });
}

Result<DeleteTestingSelectionAnswer> delete_testing_selection(const Rows& rows,
                                                              const std::string& account,
                                                              const std::string& plan,
                                                              const std::string& name) {
  const std::string key = testing_selection_key(account, plan, name);
  return decide_selection<DeleteTestingSelectionAnswer>(
      rows, key, [&](View& view, DeleteTestingSelectionAnswer& answer) -> Result<Decision> {
        TM_TRY(auto there, find<RestoreTestingSelection>(view, rows.table, key));
        if (!there) {
          answer = TestingSelectionMissing{};
          return Decision(Refused{});
        }
        Changes changes;
        remove(changes, rows.table, *there);
        answer = std::move(*there);
        return Decision(std::move(changes));
      });
}

}  // namespace tidemark::vault
