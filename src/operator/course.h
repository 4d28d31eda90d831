// What a step has at hand while its run is on: the plan, AWS, what earlier steps learned, waiting.
//
//   TM_TRY_STATUS(course.intend("backup-original"));             // durable before the call
//   TM_TRY(const Backup made, accepted("CreateBackup", course.dynamodb().create_backup(…)));
//   TM_TRY_STATUS(course.remember("original-backup", made.arn));
//   return course.wait_for("the backup", [&] { … });
//
// Threads   One at a time.
#pragma once

#include "client/dynamodb.h"
#include "operator/run_event.h"
#include "operator/runs.h"
#include "operator/site.h"
#include "operator/step.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::runbooks {

class Course {
 public:
  // The references outlive it.
  Course(const Site& site, Run& run, const RunWatch& watch)
      : site_(site),
        run_(run),
        watch_(watch),
        dynamodb_(site.session.of(client::Service::kDynamoDb)) {}

  [[nodiscard]] const Plan& plan() const { return run_.plan(); }

  [[nodiscard]] const Site& site() const { return site_; }

  [[nodiscard]] const Run& run() const { return run_; }

  [[nodiscard]] client::DynamoDb& dynamodb() { return dynamodb_; }

  // Empty: unknown.
  [[nodiscard]] std::string fact(std::string_view name) const;

  [[nodiscard]] bool knows(std::string_view name) const { return !fact(name).empty(); }

  // Durable when it returns. The same value twice is written once.
  Status remember(std::string_view name, std::string value);

  // Into the journal that the step is begun, unless it is known.
  Status begin(const Step& step);

  // Notes that a call which cannot be told by its name afterwards is about to be sent.
  Status intend(std::string_view deed);

  [[nodiscard]] bool intended(std::string_view deed) const;

  // Asks again and again, ever more slowly, until the answer is yes.
  // Errors: kBusy  it took longer than the site's patience, or a stop was requested
  //         and those of `there`
  Status wait_for(std::string_view what, const std::function<Result<bool>()>& there);

  // From now on a stop request ends no wait: what is under way is putting things in order.
  void go_on_despite_stop() { heeds_stop_ = false; }

  // Of AWS's job, to be shown with the next wait.
  void percent(std::optional<int> done) { percent_ = done; }

  // Something worth reading while it goes on.
  void note(std::string text);

  // What events are about from now on.
  void enter(const Step& step, std::size_t number, std::size_t of);

  void tell(RunEvent::Kind kind, std::string text = {});

  [[nodiscard]] std::chrono::microseconds elapsed() const;

  std::optional<std::chrono::microseconds> usually{};  // of the step entered

 private:
  const Site& site_;
  Run& run_;
  const RunWatch& watch_;
  client::DynamoDb dynamodb_;
  RunEvent about_{};
  std::chrono::microseconds entered_{0};
  std::optional<int> percent_{};
  bool heeds_stop_ = true;
};

}  // namespace tidemark::runbooks
