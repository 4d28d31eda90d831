#include "api/index_update_members.h"

#include "api/errors.h"

#include <fmt/ranges.h>

#include <set>

namespace tidemark::api {
namespace {

using Why = tables::IndexRefusal::Why;

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

Reply in_use(std::string_view text) {
  return error_reply("ResourceInUseException",
                     fmt::format("Attempt to change a resource which is still in use: {}", text));
}

Reply limit_exceeded(std::string_view text) {
  return error_reply("LimitExceededException", fmt::format("Subscriber limit exceeded: {}", text));
}

Reply same_throughput(const std::string& index, const tables::Throughput& now) {
  return validation_error(fmt::format(
      "The provisioned throughput for the index {0} will not change. The requested value equals "
      "the current value. Current ReadCapacityUnits provisioned for index {0}: {1}. Requested "
      "ReadCapacityUnits: {1}. Current WriteCapacityUnits provisioned for index {0}: {2}. "
      "Requested WriteCapacityUnits: {2}. Refer to the Amazon DynamoDB Developer Guide for current "
      "limits and how to request higher limits.",
      index, now.read_units, now.write_units));
}

// "Schema:[SchemaElement: key{a:S:HASH}, SchemaElement: key{b:N:RANGE}]"
std::string schema_text(const tables::IndexKeys& keys) {
  std::vector<std::string> elements;
  const auto add = [&](const std::vector<tables::KeyAttribute>& attributes, std::string_view kind) {
    for (const tables::KeyAttribute& attribute : attributes) {
      elements.push_back(fmt::format("SchemaElement: key{{{}:{}:{}}}", attribute.name,
                                     static_cast<char>(attribute.type), kind));
    }
  };
  add(keys.hash, "HASH");
  add(keys.range, "RANGE");
  return fmt::format("Schema:[{}]", fmt::join(elements, ", "));
}

std::optional<std::string> name_in(Members& action) {
  return action.text("IndexName",
                     {.required = true, .min = 3, .max = 255, .pattern = kNamePattern});
}

IndexUpdateMember update_in(Members& element) {
  IndexUpdateMember update;
  if (Members action = element.structure("Update", false, "UpdateGlobalSecondaryIndexAction");
      action.present()) {
    update.change.emplace();
    update.change->name = name_in(action).value_or("");
    update.change->provisioned = provisioned_member(action);
    update.change->maxima = on_demand_member(action);
    update.change->warm = warm_member(action);
  }
  if (Members action = element.structure("Create", false, "CreateGlobalSecondaryIndexAction");
      action.present()) {
    update.create = index_member(action, tables::IndexKind::kGlobal);
  }
  if (Members action = element.structure("Delete", false, "DeleteGlobalSecondaryIndexAction");
      action.present()) {
    update.remove = name_in(action).value_or("");
  }
  return update;
}

const std::string& name_of(const IndexUpdateMember& update) {
  if (update.create) return update.create->name;
  return update.change ? update.change->name : *update.remove;
}

// One action in each, and no index twice.
std::optional<Reply> mix_problem(const std::vector<IndexUpdateMember>& updates) {
  std::set<std::string> names;
  for (const IndexUpdateMember& update : updates) {
    const int actions = (update.create ? 1 : 0) + (update.change ? 1 : 0) + (update.remove ? 1 : 0);
    if (actions == 0) {
      return bad_parameters(
          "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
          "GlobalSecondaryIndexUpdate.Delete must not be null");
    }
    if (actions > 1) {
      return bad_parameters(
          "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate "
          "object");
    }
    if (!names.insert(name_of(update)).second) {
      return bad_parameters(fmt::format(
          "Only one global secondary index update per index is allowed simultaneously. Index: {}",
          name_of(update)));
    }
  }
  return std::nullopt;
}

bool is_empty(const std::optional<WarmMember>& warm) {
  return warm && !warm->read_units && !warm->write_units;
}

Parsed<tables::IndexAction> create_of(const Call& call, const IndexMember& member,
                                      const KeyElements& definitions) {
  if (definitions.empty()) {
    return bad_parameters(
        fmt::format("AttributeDefinitions is not specified for index: {}", member.name));
  }
  tables::CreateIndex create;
  create.has_throughput = member.provisioned.has_value();
  create.index.name = member.name;
  TM_OR_REPLY(create.index.keys, index_keys_of(member, definitions, {}));
  if (auto refusal = set_projection(member, create.index)) return *std::move(refusal);
  // Whether the table is provisioned is known to the decision alone.
  const auto billing =
      member.provisioned ? tables::BillingMode::kProvisioned : tables::BillingMode::kPayPerRequest;
  if (auto refusal = set_capacity(call, member, billing, create.index)) return *std::move(refusal);
  return tables::IndexAction(std::move(create));
}

Parsed<tables::IndexAction> change_of(const Call& call, const IndexUpdateMember::Change& asked) {
  if (is_empty(asked.warm)) {
    return bad_parameters(
        fmt::format("WarmThroughput must have at least one of ReadUnitsPerSecond or "
                    "WriteUnitsPerSecond specified for index: {}",
                    asked.name));
  }
  tables::ChangeIndex change;
  change.name = asked.name;
  change.provisioned = asked.provisioned;
  if (asked.maxima) {
    TM_OR_REPLY(const tables::MaximaChange maxima, maxima_change(call, *asked.maxima, asked.name));
    change.max_read_units = maxima.read_units;
    change.max_write_units = maxima.write_units;
  }
  if (asked.warm) {
    TM_OR_REPLY(change.warm, warm_change(call, *asked.warm, asked.name));
  }
  return tables::IndexAction(std::move(change));
}

// What is under way and stands in the way; nullopt: it is something else.
std::optional<std::string> busy_text(const tables::IndexRefusal& refusal,
                                     const std::string& table) {
  const std::string& index = refusal.index;
  const auto of_both = [&](std::string_view what) {
    return fmt::format("{} Table: {} Index: {}", what, table, index);
  };
  const auto units = [&](std::string_view what) {
    return fmt::format("Can't change table IOPS when an index is being {}. Table: {} Indexes: [{}]",
                       what, table, index);
  };
  const auto maxima = [&](std::string_view what) {
    return fmt::format(
        "OnDemandThroughput cannot be updated while index {} is in progress for indexes: [{}]",
        what, index);
  };
  switch (refusal.why) {
    case Why::kStillAllocating:
      return of_both(
          "Index creation is in resource allocation phase. Retry deletion during backfilling phase "
          "or when the index is active.");
    case Why::kBeingMade: return of_both("Index is being created.");
    case Why::kBeingDeleted: return of_both("Index is being deleted.");
    case Why::kUnitsWhileMade: return units("created");
    case Why::kUnitsWhileDeleted: return units("deleted");
    case Why::kMaximaWhileMade: return maxima("creation");
    case Why::kMaximaWhileDeleted: return maxima("deletion");
    default: return std::nullopt;
  }
}

Reply throughput_refused(const tables::IndexRefusal& refusal) {
  const std::string& index = refusal.index;
  switch (refusal.why) {
    case Why::kThroughputMissing:
      return bad_parameters(fmt::format(
          "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: {}", index));
    case Why::kThroughputNotAllowed:
      return bad_parameters(
          fmt::format("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for "
                      "index: {} when BillingMode is PAY_PER_REQUEST",
                      index));
    case Why::kOnlyOnDemand:
      return bad_parameters(
          fmt::format("The only Updates for index: {} when TableThroughputMode is PAY_PER_REQUEST "
                      "can be to OnDemandThroughput, WarmThroughput",
                      index));
    case Why::kMaximaNotAllowed:
      return bad_parameters(
          fmt::format("MaxReadRequestUnits for OnDemandThroughput for index : {} cannot be "
                      "specified when the table BillingMode is PROVISIONED",
                      index));
    case Why::kTooManyDecreases: return too_many_decreases(refusal.decrease);
    case Why::kSameThroughput: return same_throughput(index, refusal.current);
    case Why::kNeedsThroughput:
      return bad_parameters(
          fmt::format("ProvisionedThroughput must be specified for index: {}", index));
    case Why::kReadNotWarmer: return warm_too_low(true, index);
    case Why::kWriteNotWarmer: return warm_too_low(false, index);
    default: break;
  }
  return validation_error(
      "This operation cannot be performed with given input values. Please contact DynamoDB service "
      "team for more info: Action Blocked: IndexUpdate");
}

}  // namespace

std::optional<std::vector<IndexUpdateMember>> index_updates_member(Members& members) {
  const auto* list = members.list("GlobalSecondaryIndexUpdates");
  if (list == nullptr) return std::nullopt;
  std::vector<IndexUpdateMember> updates;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Members element = members.element("GlobalSecondaryIndexUpdates", i, (*list)[i]);
    updates.push_back(update_in(element));
  }
  return updates;
}

Parsed<std::vector<tables::IndexAction>> index_actions_of(
    const Call& call, const std::vector<IndexUpdateMember>& updates, const KeyElements& definitions,
    const tables::TableDescription* table) {
  if (auto refusal = mix_problem(updates)) return *std::move(refusal);
  std::vector<tables::IndexAction> actions;
  for (const IndexUpdateMember& update : updates) {
    if (update.create) {
      const std::string& name = update.create->name;
      if (table != nullptr && tables::find_index(*table, name) != nullptr) {
        return index_refused({.why = Why::kExists, .index = name}, table->name.name);
      }
      TM_OR_REPLY(tables::IndexAction action, create_of(call, *update.create, definitions));
      actions.push_back(std::move(action));
    } else if (update.change) {
      TM_OR_REPLY(tables::IndexAction action, change_of(call, *update.change));
      actions.push_back(std::move(action));
    } else {
      actions.emplace_back(tables::DeleteIndex{*update.remove});
    }
  }
  return actions;
}

Reply index_refused(const tables::IndexRefusal& refusal, const std::string& table) {
  const std::string& index = refusal.index;
  switch (refusal.why) {
    case Why::kExists:
      return validation_error("Attempting to create an index which already exists");
    case Why::kMissing:
      return error_reply(
          "ResourceNotFoundException",
          fmt::format("Requested resource not found: Index {} for table {}", index, table));
    case Why::kDeletesLocal:
    case Why::kUpdatesLocal:
      return validation_error(
          fmt::format("Cannot {} an index that is not a GlobalSecondaryIndex: {}",
                      refusal.why == Why::kDeletesLocal ? "delete" : "update", index));
    case Why::kOneAtATime:
      return limit_exceeded(
          "Only 1 online index can be created or deleted simultaneously per table");
    case Why::kTooMany:
      return limit_exceeded(
          fmt::format("Number of global secondary indexes exceeds per-table limit of {}",
                      tables::kMaxGlobalIndexes));
    case Why::kTooManyProjected:
      return bad_parameters(
          fmt::format("Number of NonKeyAttributes of all secondary indexes exceeds per-table "
                      "limit of {}",
                      tables::kMaxProjectedAttributes));
    case Why::kRedefined:
      return bad_parameters(
          fmt::format("Attributes cannot be redefined. Please check that your attribute has the "
                      "same type as previously defined. Existing schema: {} New schema: {}",
                      schema_text(refusal.existing), schema_text(refusal.wanted)));
    default: break;
  }
  if (auto busy = busy_text(refusal, table)) return in_use(*busy);
  return throughput_refused(refusal);
}

}  // namespace tidemark::api
