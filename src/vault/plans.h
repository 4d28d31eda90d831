// Making, changing, deleting and reading backup plans and their selections. A rule's job row comes
// and goes with it, in the same commit.
//
// Threads   Any; these wait for the disk, so never on a connection's thread.
// Errors    those of the store.
// Source    aws-contract C.6; that an equal document is refused: ansible/ansible#53655.
#pragma once

#include "base/random.h"
#include "vault/backup_plan.h"
#include "vault/backup_selection.h"
#include "vault/tags.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::vault {

inline constexpr std::size_t kMostPlans = 300;        // of an account in a region
inline constexpr std::uint64_t kMostVersions = 2000;  // of a plan
inline constexpr std::size_t kMostSelections = 100;   // of a plan

struct PlanMissing {
  std::string id;
};

struct PlanExists {};  // another plan has the same document

struct PlanHasSelections {};

struct QuotaReached {
  std::string what;  // "backup plans"
  std::uint64_t limit = 0;
};

struct PlanRequest {
  std::string account;
  PlanDocument document;  // checked; rules without ids
  std::optional<std::string> creator_request_id;
  Timestamp now;
  Tags tags = {};  // of a new plan; checked
};

using CreatePlanAnswer = std::variant<QuotaReached, PlanExists, BackupPlan>;
using UpdatePlanAnswer = std::variant<PlanMissing, QuotaReached, BackupPlan>;
using DeletePlanAnswer = std::variant<PlanMissing, PlanHasSelections, BackupPlan>;

// With the CreatorRequestId of a plan that lives, that plan is the answer.
Result<CreatePlanAnswer> create_plan(const Rows& rows, const PlanRequest& request, Random& random);

// A new version; rules keep their ids by name.
Result<UpdatePlanAnswer> update_plan(const Rows& rows, const std::string& plan_id,
                                     const PlanRequest& request, Random& random);

Result<DeletePlanAnswer> delete_plan(const Rows& rows, const std::string& account,
                                     const std::string& plan_id, Timestamp now);

// Deleted ones too.
Result<std::optional<BackupPlan>> find_plan(const Rows& rows, const std::string& account,
                                            const std::string& plan_id);
// Only while it lives.
Result<std::optional<BackupPlan>> find_live_plan(const storage::View& view, storage::TableId table,
                                                 const std::string& account,
                                                 const std::string& plan_id);

struct SelectionMissing {
  std::string id;
};

struct SelectionExists {};  // another selection of the plan has the same document

struct SelectionRequest {
  std::string account;
  std::string plan_id;
  SelectionDocument document;  // checked
  std::optional<std::string> creator_request_id;
  Timestamp now;
};

using CreateSelectionAnswer =
    std::variant<PlanMissing, QuotaReached, SelectionExists, BackupSelection>;
using DeleteSelectionAnswer = std::variant<PlanMissing, SelectionMissing, BackupSelection>;

// With the CreatorRequestId of a selection of the plan, that one is the answer.
Result<CreateSelectionAnswer> create_selection(const Rows& rows, const SelectionRequest& request,
                                               Random& random);

Result<DeleteSelectionAnswer> delete_selection(const Rows& rows, const std::string& account,
                                               const std::string& plan_id,
                                               const std::string& selection_id);

}  // namespace tidemark::vault
