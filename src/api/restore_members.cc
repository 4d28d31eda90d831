#include "api/restore_members.h"

#include "api/backup_members.h"
#include "api/continuous_backups_members.h"
#include "api/errors.h"
#include "api/table_members.h"
#include "codec/iso8601.h"

#include <set>

namespace tidemark::api {
namespace {

// The least that AWS was seen to take (80 to 720 s, whatever the size).
constexpr std::chrono::seconds kRestoringTakes{80};

std::optional<tables::Throughput> throughput_member(Members& members, std::string_view name,
                                                    std::string_view read, std::string_view write,
                                                    bool required) {
  Members wanted = members.structure(name);
  if (!wanted.present()) return std::nullopt;
  const auto reads = wanted.integer(read, {.required = required, .min = required ? 1 : -1});
  const auto writes = wanted.integer(write, {.required = required, .min = required ? 1 : -1});
  const auto units = [](std::optional<std::int64_t> asked) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(asked.value_or(0), 0));
  };
  return tables::Throughput{units(reads), units(writes)};
}

Parsed<recovery::WantedIndex> wanted_of(const Call& call, const IndexMember& member) {
  recovery::WantedIndex wanted;
  wanted.name = member.name;
  for (const KeyElement& element : member.schema) {
    (element.kind == "HASH" ? wanted.hash : wanted.range).push_back(element.name);
  }
  tables::Index shown;
  if (auto refusal = set_projection(member, shown)) return *std::move(refusal);
  wanted.projection = shown.projection;
  wanted.included = shown.included;
  wanted.provisioned = member.provisioned;
  if (const auto& maxima = member.maxima) {
    const auto units = [](std::optional<std::int64_t> asked) {
      return static_cast<std::uint64_t>(std::max<std::int64_t>(asked.value_or(0), 0));
    };
    wanted.on_demand_maxima = {units(maxima->read_units), units(maxima->write_units)};
  }
  if (const auto& warm = member.warm) {
    TM_OR_REPLY(wanted.warm, warm_change(call, *warm, member.name));
  }
  return wanted;
}

Parsed<std::optional<std::vector<recovery::WantedIndex>>> wanted_of(
    const Call& call, const std::optional<std::vector<IndexMember>>& list) {
  if (!list) return std::optional<std::vector<recovery::WantedIndex>>();
  std::vector<recovery::WantedIndex> all;
  for (const IndexMember& member : *list) {
    TM_OR_REPLY(recovery::WantedIndex wanted, wanted_of(call, member));
    all.push_back(std::move(wanted));
  }
  return std::optional(std::move(all));
}

// No name twice, no throughput where there is none.
std::optional<Reply> index_problem(const IndexLists& lists, bool to_on_demand) {
  std::set<std::string> names;
  for (const auto* list : {&lists.global, &lists.local}) {
    if (!*list) continue;
    for (const IndexMember& member : **list) {
      if (!names.insert(member.name).second) {
        return validation_error(fmt::format(
            "One or more parameter values were invalid: Duplicate index name: {}", member.name));
      }
      if (!to_on_demand || !member.provisioned) continue;
      return validation_error(
          fmt::format("Invalid Request: Cannot override ProvisionedThroughput if BillingMode is "
                      "overridden to PAY_PER_REQUEST for index {}",
                      member.name));
    }
  }
  return std::nullopt;
}

// What an index of the target cannot be; nullopt: the answer is about something else.
std::optional<Reply> index_refusal(const recovery::RestoreAnswer& answer) {
  if (const auto* none = std::get_if<recovery::NoSuchIndex>(&answer)) {
    return validation_error(
        fmt::format("Invalid Request: Index {} does not match a secondary index that existed in "
                    "the source table and cannot be created during the restore operation",
                    none->index));
  }
  if (const auto* missing = std::get_if<recovery::IndexThroughputMissing>(&answer)) {
    return validation_error(fmt::format(
        "Invalid Request: Must specify provisioned throughput for index {}", missing->index));
  }
  if (const auto* given = std::get_if<recovery::IndexThroughputNotAllowed>(&answer)) {
    return validation_error(
        fmt::format("Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is "
                    "PROVISIONED for index {}",
                    given->index));
  }
  if (const auto* maxima = std::get_if<recovery::IndexMaximaNotAllowed>(&answer)) {
    return validation_error(
        fmt::format("Invalid Request: Cannot override MaxReadRequestUnits for OnDemandThroughput "
                    "unless BillingModeOverride is PAY_PER_REQUEST for index {}",
                    maxima->index));
  }
  return std::nullopt;
}

std::string shown(Timestamp at) {
  return codec::to_iso8601(at);
}

Reply started(const recovery::RestoreStarted& restore) {
  codec::JsonWriter out;
  out.begin_object().key("TableDescription");
  write_table(out, restore.target,
              {.status = "CREATING", .items = restore.tally.items, .bytes = restore.tally.bytes});
  out.end_object();
  return {.body = out.take()};
}

}  // namespace

RestoreMembers::RestoreMembers(Members& members) {
  target_name = members.text("TargetTableName",
                             {.required = true, .min = 3, .max = 255, .pattern = kNamePattern});
  billing_ = members.text("BillingModeOverride", {.one_of = {"PROVISIONED", "PAY_PER_REQUEST"}});
  provisioned_ = throughput_member(members, "ProvisionedThroughputOverride", "ReadCapacityUnits",
                                   "WriteCapacityUnits", true);
  on_demand_ = throughput_member(members, "OnDemandThroughputOverride", "MaxReadRequestUnits",
                                 "MaxWriteRequestUnits", false);
  indexes_ = index_lists(members, "GlobalSecondaryIndexOverride", "LocalSecondaryIndexOverride");
  Members encryption = members.structure("SSESpecificationOverride");
  encrypted_ = encryption.present() && encryption.boolean("Enabled").value_or(false);
}

Parsed<recovery::RestoreTarget> RestoreMembers::target(const Call& call,
                                                       const Engine& engine) const {
  const bool to_provisioned = billing_ && *billing_ == "PROVISIONED";
  const bool to_on_demand = billing_ && *billing_ == "PAY_PER_REQUEST";
  if (encrypted_) {
    return validation_error(
        "SSESpecificationOverride with a key of its own is not supported by this version of "
        "Tidemark");
  }
  if (to_provisioned && !provisioned_) {
    return validation_error(
        "Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to "
        "PROVISIONED");
  }
  if (to_on_demand && provisioned_) {
    return validation_error(
        "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to "
        "PAY_PER_REQUEST");
  }
  if (provisioned_ && !to_provisioned) {
    return validation_error(
        "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED");
  }
  if (on_demand_ && !to_on_demand) {
    return validation_error(
        "Cannot override MaxReadRequestUnits for OnDemandThroughput unless BillingModeOverride is "
        "PAY_PER_REQUEST");
  }
  if (auto refusal = index_problem(indexes_, to_on_demand)) return *std::move(refusal);
  recovery::RestoreTarget target;
  TM_OR_REPLY(target.overrides.indexes.global, wanted_of(call, indexes_.global));
  TM_OR_REPLY(target.overrides.indexes.local, wanted_of(call, indexes_.local));
  target.name = {call.account, call.region, *target_name};
  if (to_provisioned) target.overrides.billing = tables::BillingMode::kProvisioned;
  if (to_on_demand) target.overrides.billing = tables::BillingMode::kPayPerRequest;
  target.overrides.provisioned = provisioned_;
  target.overrides.on_demand_maxima = on_demand_;
  if (engine.aws_timing) target.creating_for = kRestoringTakes;
  return target;
}

Reply restore_reply(const Result<recovery::RestoreAnswer>& answer, const std::string& target,
                    const std::string& source, const std::string& backup) {
  if (!answer) return error_reply(answer.error());
  const recovery::RestoreAnswer& given = answer.value();
  if (const auto* restore = std::get_if<recovery::RestoreStarted>(&given)) return started(*restore);
  if (auto refusal = index_refusal(given)) return *std::move(refusal);
  if (std::holds_alternative<recovery::SourceMissing>(given)) return no_table_to_recover(source);
  if (std::holds_alternative<recovery::PitrOff>(given)) {
    return error_reply("PointInTimeRecoveryUnavailableException",
                       fmt::format("Point in time recovery is not enabled for table '{}'", source));
  }
  if (const auto* outside = std::get_if<recovery::OutsideWindow>(&given)) {
    return error_reply("InvalidRestoreTimeException",
                       fmt::format("RestoreDateTime '{}' must be within EarliestRestorableDateTime "
                                   "'{}' and LatestRestorableDateTime '{}'",
                                   shown(outside->asked), shown(outside->window.earliest),
                                   shown(outside->window.latest)));
  }
  if (std::holds_alternative<recovery::TargetExists>(given)) {
    return error_reply("TableAlreadyExistsException",
                       fmt::format("Table already exists: {}", target));
  }
  if (const auto* busy = std::get_if<recovery::TargetBeingRestored>(&given)) {
    return error_reply(
        "TableInUseException",
        fmt::format("Table: {} is already being restored from backup: {}", target, busy->from_arn));
  }
  if (std::holds_alternative<recovery::BackupBeingRestored>(given)) {
    return error_reply("BackupInUseException",
                       fmt::format("Backup is being used to restore another table: {}", backup));
  }
  if (std::holds_alternative<recovery::TooManyRestores>(given)) {
    return error_reply("LimitExceededException",
                       fmt::format("Subscriber limit exceeded: Only {} restore operations can be "
                                   "done simultaneously",
                                   recovery::kMaxRestoresAtOnce));
  }
  return no_such_backup(backup);
}

}  // namespace tidemark::api
