// The console's desk over the real operator: one account and region, its runbooks and runs.
//
//   OperatorDesk desk({.session = session, .clock = clock, …, .runs = runs, .config = config});
//   Console console(desk, …);
//
// Threads   One call at a time.
#pragma once

#include "console/desk.h"
#include "operator/config.h"
#include "operator/site.h"

#include <string>

namespace tidemark::console {

struct OperatorDeskParts {
  client::Session& session;
  runbooks::EngineExtras* extras = nullptr;  // null: only what every AWS endpoint has
  const Clock& clock;
  Random& random;
  client::Pause pause{};
  runbooks::Runs& runs;
  runbooks::Config config{};
  std::string version{};
};

class OperatorDesk final : public Desk {
 public:
  // The references inside `parts` outlive it.
  explicit OperatorDesk(OperatorDeskParts parts) : parts_(std::move(parts)) {}

  Place place() override;
  runbooks::Examination examine() override;

  Result<std::vector<std::string>> tables() override;
  Result<runbooks::TableCard> table(std::string_view name) override;
  Result<std::vector<runbooks::BackupChoice>> backups(std::string_view table) override;
  Result<std::vector<runbooks::PointChoice>> points(std::string_view table) override;
  Result<runbooks::PointChoice> point_now(const runbooks::PointChoice& chosen) override;
  Status check_new_name(std::string_view name) override;

  Result<runbooks::Plan> plan(const Order& order) override;
  Result<runbooks::RunReport> carry_out(const runbooks::Plan& plan, Watcher watcher) override;
  Result<runbooks::RunReport> resume(std::string_view run, Watcher watcher) override;
  Result<runbooks::RunReport> undo(std::string_view run, Watcher watcher) override;

  Result<std::vector<runbooks::RunSummary>> runs() override;
  std::optional<std::chrono::microseconds> usual(Action action) override;
  Result<std::optional<runbooks::Plan>> clean_up(std::string_view run) override;

 private:
  using Deed = std::function<Result<runbooks::RunReport>(runbooks::Conductor& conductor)>;

  [[nodiscard]] runbooks::Site site() const;
  Result<std::string> role_arn();
  // With a site whose waits ask the watcher whether to go on.
  Result<runbooks::RunReport> watched(const Watcher& watcher, const Deed& deed);

  const OperatorDeskParts parts_;
  std::optional<runbooks::Whoami> who_{};
};

}  // namespace tidemark::console
