#include "api/tagging/tagged_resource.h"

#include "api/resource_arn.h"
#include "api/services.h"
#include "services/parameters/parameters.h"
#include "services/topics/topics.h"
#include "tables/catalog.h"
#include "tables/table_changes.h"
#include "vault/tags.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::api {
namespace {

using Found = std::vector<TaggedResource>;

void add(Found& found, std::string arn, std::string_view type,
         const std::map<std::string, std::string>& tags) {
  if (!tags.empty()) found.push_back({std::move(arn), std::string(type), tags});
}

Status add_tables(const Call& call, storage::Store& store, Found& found) {
  TM_TRY(const auto all, tables::list(store, call.account, call.region, "", SIZE_MAX));
  for (const tables::TableDescription& one : all) {
    add(found, tables::arn_of(one.name), "dynamodb:table", one.tags);
  }
  return Ok{};
}

Status add_topics(const Call& call, storage::Store& store, Found& found) {
  TM_TRY(const services::Topics topics, services::Topics::of(store));
  TM_TRY(const auto all, topics.list(store, call.account, "", SIZE_MAX));
  for (const services::Topic& one : all) {
    add(found, services::topic_arn({call.region, call.account, one.name}), "sns:topic", one.tags);
  }
  return Ok{};
}

Status add_parameters(const Call& call, storage::Store& store, Found& found) {
  services::Parameters parameters(store);
  const auto tagged = [](const services::CurrentParameter& one) { return !one.tags.empty(); };
  TM_TRY(const auto all, parameters.list(call.account, "", SIZE_MAX, tagged));
  for (const services::CurrentParameter& one : all) {
    add(found, services::parameter_arn(call.region, call.account, one.parameter.name),
        "ssm:parameter", one.tags);
  }
  return Ok{};
}

// "arn:aws:backup:eu-west-1:123456789012:backup-vault:nightly": account and "backup:backup-vault";
// recovery points that DynamoDB names are told by neither.
struct BackupArn {
  std::string account;
  std::string type;
};

std::optional<BackupArn> backup_arn(std::string_view arn, std::string_view region) {
  const std::string prefix = fmt::format("arn:aws:backup:{}:", region);
  if (!arn.starts_with(prefix)) return std::nullopt;
  arn.remove_prefix(prefix.size());
  const auto account_end = arn.find(':');
  if (account_end == arn.npos) return std::nullopt;
  const std::string_view rest = arn.substr(account_end + 1);
  return BackupArn{std::string(arn.substr(0, account_end)),
                   fmt::format("backup:{}", rest.substr(0, rest.find(':')))};
}

Status add_backup(const Call& call, Engine& engine, Found& found) {
  if (engine.services == nullptr) return Ok{};
  TM_TRY(const vault::Rows rows, engine.services->backup.open(call.region));
  TM_TRY(const auto all, vault::list<vault::TagRow>(rows, ""));
  for (const vault::TagRow& one : all) {
    const auto arn = backup_arn(one.arn, call.region);
    if (arn && arn->account == call.account) add(found, one.arn, arn->type, one.tags);
  }
  return Ok{};
}

TagFailure invalid(std::string message) {
  return {"InvalidParameterException", std::move(message)};
}

TagFailure absent(const std::string& arn) {
  return invalid(fmt::format("The resource {} does not exist", arn));
}

TagFailure too_many(const std::string& arn) {
  return invalid(fmt::format("The resource {} would have more than 50 tags", arn));
}

TagFailure broken(const Error& error) {
  return {"InternalServiceException", error.message};
}

void apply(const TagChange& change, std::map<std::string, std::string>& tags) {
  for (const auto& [key, value] : change.set) tags[key] = value;
  for (const std::string& key : change.removed) tags.erase(key);
}

std::optional<TagFailure> change_table(storage::Store& store, const tables::TableName& name,
                                       const std::string& arn, const TagChange& change) {
  auto answer = change.removed.empty() ? tables::tag_table(store, name, change.set).run()
                                       : tables::untag_table(store, name, change.removed).run();
  if (!answer) return broken(answer.error());
  if (std::holds_alternative<tables::NoTable>(answer.value())) return absent(arn);
  if (std::holds_alternative<tables::TooManyTags>(answer.value())) return too_many(arn);
  return std::nullopt;
}

std::optional<TagFailure> change_topic(storage::Store& store, const services::TopicName& name,
                                       const std::string& arn, const TagChange& change) {
  const auto topics = services::Topics::of(store);
  if (!topics) return broken(topics.error());
  bool full = false;
  const auto there = topics.value().change(store, name, [&](services::Topic& topic) {
    services::TopicTags tags = topic.tags;
    apply(change, tags);
    full = tags.size() > services::kMaxTopicTags;
    if (!full) topic.tags = std::move(tags);
  });
  if (!there) return broken(there.error());
  if (!there.value()) return absent(arn);
  return full ? std::optional(too_many(arn)) : std::nullopt;
}

// An ARN does not tell whether the name began with a slash.
std::optional<TagFailure> change_parameter(const Call& call, storage::Store& store,
                                           std::string_view path, const std::string& arn,
                                           const TagChange& change) {
  services::Parameters parameters(store);
  for (const std::string_view name : {path, path.substr(1)}) {
    const auto answer = parameters.change_tags(
        call.account, name, [&](services::ParameterTags& tags) { apply(change, tags); });
    if (!answer) return broken(answer.error());
    if (std::holds_alternative<Ok>(answer.value())) return std::nullopt;
    if (std::holds_alternative<services::TooManyParameterTags>(answer.value())) {
      return too_many(arn);
    }
  }
  return absent(arn);
}

std::optional<TagFailure> change_backup(const Call& call, Engine& engine, const std::string& arn,
                                        const TagChange& change) {
  const auto rows = engine.services->backup.open(call.region);
  if (!rows) return broken(rows.error());
  const auto answer = change.removed.empty() ? vault::tag(rows.value(), arn, change.set)
                                             : vault::untag(rows.value(), arn, change.removed);
  if (!answer) return broken(answer.error());
  if (std::holds_alternative<vault::TaggedMissing>(answer.value())) return absent(arn);
  if (std::holds_alternative<vault::TooManyTags>(answer.value())) return too_many(arn);
  return std::nullopt;
}

}  // namespace

Result<std::vector<TaggedResource>> tagged_resources(const Call& call, Engine& engine) {
  Found found;
  storage::Store* const store = engine.regions.find(call.region);
  if (store == nullptr) return found;
  TM_TRY_STATUS(add_tables(call, *store, found));
  TM_TRY_STATUS(add_topics(call, *store, found));
  TM_TRY_STATUS(add_parameters(call, *store, found));
  TM_TRY_STATUS(add_backup(call, engine, found));
  std::ranges::sort(found, {}, &TaggedResource::arn);
  return found;
}

std::optional<TagFailure> change_tags(const Call& call, Engine& engine, const std::string& arn,
                                      const TagChange& change) {
  storage::Store* const store = engine.regions.find(call.region);
  const ResourceArn table = resource_arn(arn);
  const auto topic = services::parse_topic_arn(arn);
  const std::string parameter =
      fmt::format("arn:aws:ssm:{}:{}:parameter", call.region, call.account);
  if (table.kind == ArnKind::kTable && table.is_here(call) && table.account == call.account) {
    if (store == nullptr) return absent(arn);
    return change_table(*store, {call.account, call.region, std::string(table.table)}, arn, change);
  }
  if (topic && topic->region == call.region && topic->account == call.account) {
    return store == nullptr ? absent(arn) : change_topic(*store, *topic, arn, change);
  }
  if (arn.starts_with(parameter + "/")) {
    if (store == nullptr) return absent(arn);
    return change_parameter(call, *store, std::string_view(arn).substr(parameter.size()), arn,
                            change);
  }
  const auto backup = backup_arn(arn, call.region);
  if (backup && backup->account == call.account && engine.services != nullptr) {
    return store == nullptr ? absent(arn) : change_backup(call, engine, arn, change);
  }
  return invalid(
      fmt::format("{} is no table, topic, parameter or resource of AWS Backup of account {} in {}",
                  arn, call.account, call.region));
}

}  // namespace tidemark::api
