#include "vault/restore_testing.h"

#include "codec/row_bytes.h"

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;
constexpr std::uint8_t kLastAlgorithm = 1;
constexpr char kUnknownVersion[] = "has a version that we do not know";

void write_one(RowWriter& out, const std::string& text) {
  out.text(text);
}

std::string read_one(RowReader& in) {
  return in.text();
}

void write_at(RowWriter& out, Timestamp at) {
  out.instant(at);
}

Timestamp read_at(RowReader& in) {
  return in.instant();
}

void write_pair(RowWriter& out, const std::pair<std::string, std::string>& pair) {
  out.text(pair.first);
  out.text(pair.second);
}

std::pair<std::string, std::string> read_pair(RowReader& in) {
  std::string first = in.text();
  return {std::move(first), in.text()};
}

void write_number(RowWriter& out, std::int64_t number) {
  out.varint(static_cast<std::uint64_t>(number));
}

std::int64_t read_number(RowReader& in) {
  return static_cast<std::int64_t>(in.varint());
}

void write_choice(RowWriter& out, const PointChoice& choice) {
  out.byte(static_cast<std::uint8_t>(choice.algorithm));
  out.list(choice.include_vaults, write_one);
  out.list(choice.exclude_vaults, write_one);
  out.flag(choice.continuous);
  out.flag(choice.snapshots);
  write_number(out, choice.window_days);
}

PointChoice read_choice(RowReader& in) {
  PointChoice choice;
  choice.algorithm = static_cast<PointAlgorithm>(in.byte(kLastAlgorithm));
  choice.include_vaults = in.list(read_one);
  choice.exclude_vaults = in.list(read_one);
  choice.continuous = in.flag();
  choice.snapshots = in.flag();
  choice.window_days = read_number(in);
  return choice;
}

}  // namespace

std::string_view name_of(PointAlgorithm algorithm) {
  return algorithm == PointAlgorithm::kLatestWithinWindow ? "LATEST_WITHIN_WINDOW"
                                                          : "RANDOM_WITHIN_WINDOW";
}

std::optional<PointAlgorithm> parse_point_algorithm(std::string_view name) {
  for (const auto one :
       {PointAlgorithm::kLatestWithinWindow, PointAlgorithm::kRandomWithinWindow}) {
    if (name_of(one) == name) return one;
  }
  return std::nullopt;
}

std::string testing_plan_key(std::string_view account, std::string_view name) {
  return key_of(account, name);
}

std::string RestoreTestingPlan::key() const {
  return testing_plan_key(account, name);
}

std::string RestoreTestingPlan::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(account);
  out.text(region);
  out.text(name);
  out.text(id);
  out.optional(creator_request_id, write_one);
  out.instant(created_at);
  out.optional(updated_at, write_at);
  out.optional(last_executed_at, write_at);
  write_choice(out, choice);
  out.text(schedule);
  out.text(timezone);
  write_number(out, start_window_hours);
  return out.take();
}

Result<RestoreTestingPlan> RestoreTestingPlan::decode(std::string_view bytes) {
  RowReader in(bytes, "a restore testing plan's row");
  if (in.byte() != kFormat) in.fail_with(kUnknownVersion);
  RestoreTestingPlan plan;
  plan.account = in.text();
  plan.region = in.text();
  plan.name = in.text();
  plan.id = in.text();
  plan.creator_request_id = in.optional(read_one);
  plan.created_at = in.instant();
  plan.updated_at = in.optional(read_at);
  plan.last_executed_at = in.optional(read_at);
  plan.choice = read_choice(in);
  plan.schedule = in.text();
  plan.timezone = in.text();
  plan.start_window_hours = read_number(in);
  TM_TRY_STATUS(in.status());
  return plan;
}

std::string arn_of(const RestoreTestingPlan& plan) {
  return fmt::format("arn:aws:backup:{}:{}:restore-testing-plan:{}-{}", plan.region, plan.account,
                     plan.name, plan.id);
}

std::string testing_selection_key(std::string_view account, std::string_view plan_name,
                                  std::string_view name) {
  return key_of(account, plan_name, name);
}

std::string RestoreTestingSelection::key() const {
  return testing_selection_key(account, plan_name, name);
}

std::string RestoreTestingSelection::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(account);
  out.text(plan_name);
  out.text(name);
  out.optional(creator_request_id, write_one);
  out.instant(created_at);
  out.optional(updated_at, write_at);
  out.text(iam_role_arn);
  out.text(resource_type);
  out.list(resource_arns, write_one);
  out.list(equals, write_pair);
  out.list(not_equals, write_pair);
  out.list(TagConditions(overrides.begin(), overrides.end()), write_pair);
  out.optional(validation_window_hours, write_number);
  return out.take();
}

Result<RestoreTestingSelection> RestoreTestingSelection::decode(std::string_view bytes) {
  RowReader in(bytes, "a restore testing selection's row");
  if (in.byte() != kFormat) in.fail_with(kUnknownVersion);
  RestoreTestingSelection selection;
  selection.account = in.text();
  selection.plan_name = in.text();
  selection.name = in.text();
  selection.creator_request_id = in.optional(read_one);
  selection.created_at = in.instant();
  selection.updated_at = in.optional(read_at);
  selection.iam_role_arn = in.text();
  selection.resource_type = in.text();
  selection.resource_arns = in.list(read_one);
  selection.equals = in.list(read_pair);
  selection.not_equals = in.list(read_pair);
  const auto overrides = in.list(read_pair);
  selection.overrides = {overrides.begin(), overrides.end()};
  selection.validation_window_hours = in.optional(read_number);
  TM_TRY_STATUS(in.status());
  return selection;
}

}  // namespace tidemark::vault
