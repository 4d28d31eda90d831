#include "operator/passport_steps.h"

#include "operator/json_members.h"
#include "operator/passport_changes.h"
#include "operator/passport_reader.h"

#include <algorithm>
#include <array>

namespace tidemark::runbooks {
namespace {

using client::Service;
using client::ServiceError;

// Refusals that pass when what is under way has ended.
bool passes(const ServiceError& error) {
  constexpr std::array<std::string_view, 5> kNames{
      "ResourceInUseException", "LimitExceededException", "ContinuousBackupsUnavailableException",
      "ConcurrentUpdateException", "TableInUseException"};
  return std::ranges::find(kNames, error.name) != kNames.end();
}

// One step's calls, and the waits between them.
class Execution {
 public:
  Execution(client::Session& session, const std::string& table, const Patience& patience)
      : session_(session), table_(table), patience_(patience) {}

  // A Gap when it was refused for good.
  Result<std::optional<Gap>> send(const PassportChange& change);

  Status wait_until_active();

  // Pauses; false when the time for settling is over.
  bool may_look_again(std::chrono::milliseconds& waited) const;

 private:
  Result<client::Answer<client::Reply>> sent(const PassportChange& change) {
    client::AwsClient& aws = session_.of(change.question.service);
    return change.question.service == Service::kCloudWatch
               ? aws.query(change.question.operation, change.parameters)
               : aws.call(change.question.operation, change.body);
  }

  Result<bool> is_active();

  client::Session& session_;
  const std::string& table_;
  const Patience& patience_;
};

bool Execution::may_look_again(std::chrono::milliseconds& waited) const {
  if (waited >= patience_.until_settled) return false;
  session_.of(Service::kDynamoDb).pause(patience_.look_every);
  waited += patience_.look_every;
  return true;
}

Result<std::optional<Gap>> Execution::send(const PassportChange& change) {
  for (std::chrono::milliseconds waited{0};;) {
    auto answer = sent(change);
    if (!answer) {
      TM_TRY(Gap gap, gap_of(change.question, answer.error()));
      return std::optional<Gap>(std::move(gap));
    }
    const auto* error = std::get_if<ServiceError>(&answer.value());
    if (error == nullptr) return std::optional<Gap>();
    if (!passes(*error) || !may_look_again(waited)) {
      TM_TRY(Gap gap, gap_of(change.question, *error));
      return std::optional<Gap>(std::move(gap));
    }
  }
}

Result<bool> Execution::is_active() {
  codec::JsonWriter body;
  body.begin_object().key("TableName").string(table_).end_object();
  TM_TRY(const client::Reply reply,
         client::accepted("DescribeTable",
                          session_.of(Service::kDynamoDb).call("DescribeTable", body.text())));
  TM_TRY(const TableShape shape, shape_of(value_in(reply.body, "Table")));
  return shape.status == "ACTIVE" &&
         std::ranges::all_of(shape.indexes, [](const IndexShape& index) {
           return !index.global || index.status.empty() || index.status == "ACTIVE";
         });
}

Status Execution::wait_until_active() {
  for (std::chrono::milliseconds waited{0};; waited += patience_.look_every) {
    TM_TRY(const bool active, is_active());
    if (active) return Ok{};
    if (waited >= patience_.until_active) {
      return fail(Code::kBusy, fmt::format("table {} was not ACTIVE within {} s", table_,
                                           patience_.until_active.count() / 1000));
    }
    session_.of(Service::kDynamoDb).pause(patience_.look_every);
  }
}

Gap still_different(const SettingDifference& setting) {
  return {setting.aspect, Why::kImpossible,
          fmt::format("{} is {} although {} was accepted", setting.what, setting.found,
                      setting.wanted)};
}

}  // namespace

PassportSteps::PassportSteps(client::Session& session, Passport wanted, std::string table,
                             ApplyOptions options)
    : session_(session),
      wanted_(std::move(wanted)),
      table_(std::move(table)),
      options_(std::move(options)) {
  for (std::size_t number = 0; number < kAspects; ++number) {
    const auto aspect = static_cast<Aspect>(number);
    if (options_.leave_out.contains(aspect) || wanted_.has_gap(aspect)) continue;
    std::string text = step_text(aspect, wanted_);
    if (!text.empty()) steps_.push_back({aspect, std::move(text)});
  }
}

std::vector<Gap> PassportSteps::not_tried() const {
  std::vector<Gap> gaps = wanted_.gaps;
  for (const Aspect aspect : options_.leave_out) {
    if (step_text(aspect, wanted_).empty() || wanted_.has_gap(aspect)) continue;
    gaps.push_back({aspect, Why::kImpossible, "left out as asked"});
  }
  return gaps;
}

// What is wanted and is not so; what is there unasked stays.
Result<std::vector<SettingDifference>> PassportSteps::missing(Aspect aspect,
                                                              std::vector<Gap>& gaps) {
  TM_TRY(const Passport found, read_aspect(session_, table_, aspect));
  gaps = found.gaps;
  std::vector<SettingDifference> settings = difference(wanted_, found).settings;
  std::erase_if(settings, [&](const SettingDifference& setting) {
    return setting.aspect != aspect || setting.wanted == "none" || setting.wanted == "off";
  });
  return settings;
}

Status PassportSteps::change(PassportStepResult& result) {
  Execution execution(session_, table_, options_.patience);
  TM_TRY_STATUS(execution.wait_until_active());
  TM_TRY(const Passport found, read_aspect(session_, table_, result.aspect));
  PassportChanges changes;
  if (found.has_gap(result.aspect)) {
    changes.gaps = found.gaps;
  } else {
    changes = changes_for(result.aspect, wanted_, found);
  }
  result.gaps = std::move(changes.gaps);
  for (const PassportChange& change : changes.calls) {
    TM_TRY(auto gap, execution.send(change));
    if (gap) {
      result.gaps.push_back(*std::move(gap));
      continue;
    }
    ++result.changes;
    if (change.updates_table()) TM_TRY_STATUS(execution.wait_until_active());
  }
  return Ok{};
}

// Until what was accepted shows.
Status PassportSteps::settle(PassportStepResult& result) {
  const Execution execution(session_, table_, options_.patience);
  for (std::chrono::milliseconds waited{0};;) {
    TM_TRY(const auto settings, missing(result.aspect, result.gaps));
    if (settings.empty() || !result.gaps.empty()) return Ok{};
    if (execution.may_look_again(waited)) continue;
    for (const SettingDifference& one : settings) result.gaps.push_back(still_different(one));
    return Ok{};
  }
}

Result<PassportStepResult> PassportSteps::carry_out(std::size_t number) {
  PassportStepResult result{.aspect = steps_.at(number).aspect, .gaps = {}};
  TM_TRY_STATUS(change(result));
  if (result.gaps.empty() && result.changes > 0) TM_TRY_STATUS(settle(result));
  using End = PassportStepResult::End;
  if (result.changes > 0) result.end = End::kApplied;
  if (!result.gaps.empty()) result.end = End::kNotWhole;
  return result;
}

Result<PassportApplied> apply_passport(client::Session& session, const Passport& wanted,
                                       const std::string& table, const ApplyOptions& options,
                                       const std::function<void(const PassportStep&)>& on_step) {
  PassportSteps steps(session, wanted, table, options);
  PassportApplied applied{.steps = {}, .gaps = steps.not_tried()};
  for (std::size_t number = 0; number < steps.all().size(); ++number) {
    if (on_step) on_step(steps.all()[number]);
    TM_TRY(PassportStepResult result, steps.carry_out(number));
    applied.gaps.insert(applied.gaps.end(), result.gaps.begin(), result.gaps.end());
    applied.steps.push_back(std::move(result));
  }
  return applied;
}

}  // namespace tidemark::runbooks
