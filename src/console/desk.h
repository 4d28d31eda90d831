// What the console asks the operator for. The real one is console/operator_desk.h; tests have one
// of their own.
//
//   TM_TRY(const runbooks::Plan plan, desk.plan({.action = Action::kDelete, .table = "Orders"}));
//   TM_TRY(const runbooks::RunReport report, desk.carry_out(plan, watcher));
//
// Threads   One call at a time.
#pragma once

#include "console/action.h"
#include "operator/choices.h"
#include "operator/conductor.h"
#include "operator/doctor.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::console {

// Where this is: on every screen.
struct Place {
  std::string account{};
  std::string region{};
  std::string vault{};   // empty: none is configured
  std::string role{};    // as configured
  std::string caller{};  // ARN
  std::string endpoint{};
};

// What is to be done; which members count is the action's matter.
struct Order {
  Action action{};
  std::string table{};   // what it is done to, or is made
  Timestamp at{};        // kRestoreToTime
  std::string arn{};     // of the backup or recovery point
  int period_days = 35;  // kKeepHistory
};

struct Watcher {
  runbooks::RunWatch watch{};
  // Called often while something is waited for; false: stop, so that it can be resumed.
  std::function<bool()> go_on{};
};

class Desk {
 public:
  virtual ~Desk() = default;

  [[nodiscard]] virtual Place place() = 0;
  virtual runbooks::Examination examine() = 0;

  virtual Result<std::vector<std::string>> tables() = 0;
  virtual Result<runbooks::TableCard> table(std::string_view name) = 0;
  // Empty `table`: of every one.
  virtual Result<std::vector<runbooks::BackupChoice>> backups(std::string_view table) = 0;
  virtual Result<std::vector<runbooks::PointChoice>> points(std::string_view table) = 0;
  virtual Result<runbooks::PointChoice> point_now(const runbooks::PointChoice& chosen) = 0;

  // Whether a table of that name can be made: its form, and that there is none.
  virtual Status check_new_name(std::string_view name) = 0;

  virtual Result<runbooks::Plan> plan(const Order& order) = 0;
  virtual Result<runbooks::RunReport> carry_out(const runbooks::Plan& plan, Watcher watcher) = 0;
  virtual Result<runbooks::RunReport> resume(std::string_view run, Watcher watcher) = 0;
  virtual Result<runbooks::RunReport> undo(std::string_view run, Watcher watcher) = 0;

  // Newest first.
  virtual Result<std::vector<runbooks::RunSummary>> runs() = 0;
  // How long such an action took before, from its plan to its end; nullopt: never.
  virtual std::optional<std::chrono::microseconds> usual(Action action) = 0;

  // The plan that removes what a finished run left on purpose; nullopt: it left nothing.
  virtual Result<std::optional<runbooks::Plan>> clean_up(std::string_view run) = 0;
};

}  // namespace tidemark::console
