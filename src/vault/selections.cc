#include "storage/write.h"
#include "vault/plans.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

// What makes the request no new selection; nullopt: it is one.
std::optional<CreateSelectionAnswer> already_there(const std::vector<BackupSelection>& there,
                                                   const SelectionRequest& request) {
  for (const BackupSelection& selection : there) {
    const bool again = request.creator_request_id.has_value() &&
                       selection.creator_request_id == request.creator_request_id;
    if (again) return selection;
  }
  for (const BackupSelection& selection : there) {
    if (selection.document == request.document) return SelectionExists{};
  }
  if (there.size() >= kMostSelections) {
    return QuotaReached{"selections of a backup plan", kMostSelections};
  }
  return std::nullopt;
}

}  // namespace

Result<CreateSelectionAnswer> create_selection(const Rows& rows, const SelectionRequest& request,
                                               Random& random) {
  const BackupSelection selection{request.account, request.plan_id,
                                  random.uuid(),   request.creator_request_id,
                                  request.now,     request.document};
  storage::Write<CreateSelectionAnswer> write(
      *rows.store, {}, [&](View& view, CreateSelectionAnswer& answer) -> Result<Decision> {
        TM_TRY(const auto plan, find_live_plan(view, rows.table, request.account, request.plan_id));
        if (!plan) {
          answer = PlanMissing{request.plan_id};
          return Decision(Refused{});
        }
        TM_TRY(const auto there,
               list<BackupSelection>(view, rows.table,
                                     selections_prefix(request.account, request.plan_id), {},
                                     kMostSelections));
        if (auto found = already_there(there, request)) {
          answer = *std::move(found);
          return Decision(Refused{});
        }
        Changes changes;
        put(changes, rows.table, selection);
        answer = selection;
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<DeleteSelectionAnswer> delete_selection(const Rows& rows, const std::string& account,
                                               const std::string& plan_id,
                                               const std::string& selection_id) {
  storage::Write<DeleteSelectionAnswer> write(
      *rows.store, {}, [&](View& view, DeleteSelectionAnswer& answer) -> Result<Decision> {
        TM_TRY(const auto plan, find_live_plan(view, rows.table, account, plan_id));
        if (!plan) {
          answer = PlanMissing{plan_id};
          return Decision(Refused{});
        }
        TM_TRY(
            auto selection,
            find<BackupSelection>(view, rows.table, selection_key(account, plan_id, selection_id)));
        if (!selection) {
          answer = SelectionMissing{selection_id};
          return Decision(Refused{});
        }
        Changes changes;
        remove(changes, rows.table, *selection);
        answer = *std::move(selection);
        return Decision(std::move(changes));
      });
  return write.run();
}

}  // namespace tidemark::vault
