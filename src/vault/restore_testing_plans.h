// Making, changing and deleting restore testing plans and their selections. A plan's next run is a
// job row, written in the same commit (vault/restore_test_runs.h).
//
// Threads   Any; these wait for the disk, so never on a connection's thread.
// Errors    those of the store.
#pragma once

#include "vault/restore_testing.h"
#include "vault/tags.h"

#include <functional>
#include <variant>

namespace tidemark::vault {

struct TestingPlanMissing {};

struct TestingPlanExists {};

struct TestingPlanHasSelections {
  std::size_t selections = 0;
};

struct TooManyTestingPlans {};

struct TestingSelectionMissing {};

struct TestingSelectionExists {};

struct TooManyTestingSelections {};

// What the changed plan or selection may not be: the text says why.
struct TestingProblem {
  std::string text;
};

using CreateTestingPlanAnswer =
    std::variant<TestingPlanExists, TooManyTestingPlans, RestoreTestingPlan>;
using UpdateTestingPlanAnswer =
    std::variant<TestingPlanMissing, TestingProblem, RestoreTestingPlan>;
using DeleteTestingPlanAnswer =
    std::variant<TestingPlanMissing, TestingPlanHasSelections, RestoreTestingPlan>;

// With the CreatorRequestId of the plan that has the name already, that one is the answer.
Result<CreateTestingPlanAnswer> create_testing_plan(const Rows& rows,
                                                    const RestoreTestingPlan& plan,
                                                    const Tags& tags);

// `change` edits the plan as it is now; it may be called again.
Result<UpdateTestingPlanAnswer> update_testing_plan(
    const Rows& rows, const std::string& account, const std::string& name,
    const std::function<void(RestoreTestingPlan&)>& change);

// Only when it has no selections.
Result<DeleteTestingPlanAnswer> delete_testing_plan(const Rows& rows, const std::string& account,
                                                    const std::string& name);

using CreateTestingSelectionAnswer =
    std::variant<TestingPlanMissing, TestingSelectionExists, TooManyTestingSelections,
                 std::pair<RestoreTestingPlan, RestoreTestingSelection>>;
using UpdateTestingSelectionAnswer =
    std::variant<TestingPlanMissing, TestingSelectionMissing, TestingProblem,
                 std::pair<RestoreTestingPlan, RestoreTestingSelection>>;
using DeleteTestingSelectionAnswer = std::variant<TestingSelectionMissing, RestoreTestingSelection>;

// With the CreatorRequestId of the selection that has the name already, that one is the answer.
Result<CreateTestingSelectionAnswer> create_testing_selection(
    const Rows& rows, const RestoreTestingSelection& selection);

Result<UpdateTestingSelectionAnswer> update_testing_selection(
    const Rows& rows, const std::string& account, const std::string& plan, const std::string& name,
    const std::function<void(RestoreTestingSelection&)>& change);

Result<DeleteTestingSelectionAnswer> delete_testing_selection(const Rows& rows,
                                                              const std::string& account,
                                                              const std::string& plan,
                                                              const std::string& name);

}  // namespace tidemark::vault
