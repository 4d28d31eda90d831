// An operator for tests of the console: an account that is a few variables, and a record of what
// was asked of it.
#pragma once

#include "codec/iso8601.h"
#include "console/desk.h"

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::console::testing {

inline Timestamp at(std::string_view text) {
  return codec::parse_iso8601(text).value();
}

class FakeDesk final : public Desk {
 public:
  Place where{.account = "012345678901",
              .region = "ca-central-1",
              .vault = "nightly",
              .role = "service-role/Backup",
              .caller = "arn:aws:iam::012345678901:user/op",
              .endpoint = "http://127.0.0.1:8000"};
  runbooks::Examination found;
  std::vector<std::string> names{"Orders", "OrdersOld", "Parks"};
  runbooks::TableCard card{.exists = true,
                           .status = "ACTIVE",
                           .deletion_protection = true,
                           .continuous_backups = true,
                           .period_days = 35,
                           .earliest = at("2026-11-20T00:00:00.25Z"),
                           .latest = at("2026-12-05T00:00:00.75Z")};
  std::vector<runbooks::BackupChoice> kept;
  std::vector<runbooks::PointChoice> vaulted;
  std::vector<runbooks::RunSummary> earlier;
  std::deque<runbooks::RunReport> reports;  // of the next runs; then a finished one
  std::vector<runbooks::RunEvent> events;   // told during a run
  bool leaves_copies = false;

  // "plan restore-to-time Orders", "carry out", "undo run-1", …
  std::vector<std::string> asked;
  std::vector<Order> orders;

  Place place() override { return where; }

  runbooks::Examination examine() override { return found; }

  Result<std::vector<std::string>> tables() override { return names; }

  Result<runbooks::TableCard> table(std::string_view name) override {
    runbooks::TableCard one = card;
    one.name = name;
    return one;
  }

  Result<std::vector<runbooks::BackupChoice>> backups(std::string_view table) override {
    std::vector<runbooks::BackupChoice> chosen;
    for (const auto& one : kept) {
      if (table.empty() || one.table == table) chosen.push_back(one);
    }
    return chosen;
  }

  Result<std::vector<runbooks::PointChoice>> points(std::string_view table) override {
    std::vector<runbooks::PointChoice> chosen;
    for (const auto& one : vaulted) {
      if (table.empty() || one.table == table) chosen.push_back(one);
    }
    return chosen;
  }

  Result<runbooks::PointChoice> point_now(const runbooks::PointChoice& chosen) override {
    return chosen;
  }

  Status check_new_name(std::string_view name) override {
    if (name.size() < 3 || name.size() > 255) {
      return fail(Code::kInvalid,
                  fmt::format("a table's name has 3 to 255 characters, this {}", name.size()));
    }
    for (const std::string& one : names) {
      if (one == name) return fail(Code::kConflict, fmt::format("there is a table {}", name));
    }
    return Ok{};
  }

  Result<runbooks::Plan> plan(const Order& order) override {
    orders.push_back(order);
    asked.push_back(fmt::format("plan {} {}", facts_of(order.action).word, order.table));
    runbooks::Plan plan;
    plan.kind = facts_of(order.action).word;
    plan.table = order.table;
    plan.account = where.account;
    plan.region = where.region;
    plan.caller = where.caller;
    plan.made_at = at("2026-11-21T04:00:00Z");
    plan.steps = {{.name = "back-up", .title = fmt::format("back up {}", order.table)}};
    if (is_in_place(order.action) || order.action == Action::kDelete) {
      plan.steps.push_back(
          {.name = "delete", .title = fmt::format("delete {}", order.table), .destroys = true});
      plan.costs = {"The table's history ends with it."};
    }
    return plan;
  }

  Result<runbooks::RunReport> carry_out(const runbooks::Plan& plan, Watcher watcher) override {
    asked.push_back(fmt::format("carry out {} {}", plan.kind, plan.table));
    return played(watcher);
  }

  Result<runbooks::RunReport> resume(std::string_view run, Watcher watcher) override {
    asked.push_back(fmt::format("resume {}", run));
    return played(watcher);
  }

  Result<runbooks::RunReport> undo(std::string_view run, Watcher watcher) override {
    asked.push_back(fmt::format("undo {}", run));
    return played(watcher);
  }

  Result<std::vector<runbooks::RunSummary>> runs() override { return earlier; }

  std::optional<std::chrono::microseconds> usual(Action action) override {
    if (action != Action::kBackUp) return std::nullopt;
    return std::chrono::seconds(4);
  }

  Result<std::optional<runbooks::Plan>> clean_up(std::string_view run) override {
    if (!leaves_copies) return std::optional<runbooks::Plan>();
    runbooks::Plan plan;
    plan.kind = "clean-up";
    plan.table = run;
    plan.steps = {{.name = "delete-duplicate", .title = "delete Orders--dupe"}};
    return std::optional(plan);
  }

 private:
  Result<runbooks::RunReport> played(const Watcher& watcher) {
    for (const runbooks::RunEvent& event : events) watcher.watch(event);
    const bool stop = !watcher.go_on();
    runbooks::RunReport report{.id = "20261121-040000-abcd",
                               .state = runbooks::RunState::kFinished,
                               .verdict = "verified"};
    if (!reports.empty()) {
      report = reports.front();
      reports.pop_front();
    }
    if (stop) {
      report.state = runbooks::RunState::kUnfinished;
      report.interrupted = true;
      report.why = "stopped by whoever watched";
    }
    return report;
  }
};

}  // namespace tidemark::console::testing
