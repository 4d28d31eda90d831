#include "operator/testing/fake_aws.h"

#include "codec/uri.h"

#include <algorithm>

namespace tidemark::runbooks::testing {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

// "PUT /restore-jobs" and the like, by AWS Backup's names.
std::string backup_operation(const http::Outgoing& request) {
  const std::size_t host = request.url.find("//");
  std::string path = request.url.substr(request.url.find('/', host + 2));
  path = path.substr(0, path.find('?'));
  const auto has = [&](std::string_view text) { return path.find(text) != std::string::npos; };
  if (has("/restore-jobs"))
    return request.method == "PUT" ? "StartRestoreJob" : "DescribeRestoreJob";
  if (has("/restore-metadata")) return "GetRecoveryPointRestoreMetadata";
  if (has("/recovery-points/arn")) return "DescribeRecoveryPoint";
  if (has("/recovery-points")) return "ListRecoveryPointsByBackupVault";
  if (has("/account-settings")) return "DescribeRegionSettings";
  if (has("/backup-vaults/") && path.size() > std::string_view("/backup-vaults/").size()) {
    return "DescribeBackupVault";
  }
  return has("/backup-vaults") ? "ListBackupVaults" : "UnknownOperation";
}

std::string operation_of(const http::Outgoing& request) {
  if (const auto target = request.headers.find("X-Amz-Target")) {
    return std::string(target->substr(target->find('.') + 1));
  }
  const std::size_t action = request.body.find("Action=");
  if (action != std::string::npos && !request.body.starts_with('{')) {
    const std::string rest = request.body.substr(action + 7);
    return rest.substr(0, rest.find('&'));
  }
  return backup_operation(request);
}

http::Response refused(const FakeAws::Refusal& refusal) {
  http::Response response{.status = refusal.status, .headers = {}, .body = {}};
  JsonWriter out;
  out.begin_object().key("__type").string("com.amazonaws#" + refusal.name);
  out.key("message").string(refusal.message).key("Message").string(refusal.message).end_object();
  response.headers.add("x-amzn-ErrorType", refusal.name);
  response.body = out.take();
  return response;
}

}  // namespace

Result<http::Response> FakeAws::send(const http::Outgoing& request) {
  const std::lock_guard lock(mutex_);
  Moment moment{.number = ++calls_, .operation = operation_of(request), .after = false};
  if (at_call_) {
    if (auto broken = at_call_(moment)) return std::move(*broken);
  }
  settle();
  http::Response response = answer(request, moment.operation);
  moment.after = true;
  if (at_call_) {
    if (auto broken = at_call_(moment)) return std::move(*broken);
  }
  return response;
}

http::Response FakeAws::answer(const http::Outgoing& request, const std::string& operation) {
  if (const auto told = refusals.find(operation); told != refusals.end()) {
    return refused({.name = told->second.first, .message = told->second.second});
  }
  const auto target = request.headers.find("X-Amz-Target");
  Answered answered = Refusal{.name = "UnknownOperationException", .message = operation};
  if (target && target->starts_with("DynamoDB_20120810.")) {
    auto body = codec::parse_json(request.body);
    answered = dynamodb(operation, body ? body.value() : JsonValue());
  } else if (!target && request.body.find("Action=") != std::string::npos) {
    answered = query(request.body);
  } else if (!target) {
    answered = backup(request, operation);
  }
  if (const auto* refusal = std::get_if<Refusal>(&answered)) return refused(*refusal);
  return {.status = 200, .headers = {}, .body = std::get<std::string>(std::move(answered))};
}

FakeAws::Answered FakeAws::query(std::string_view form) {
  const auto xml = [](std::string_view operation, std::string_view result) {
    return fmt::format("<{0}Response><{0}Result>{1}</{0}Result></{0}Response>", operation, result);
  };
  if (form.find("Action=GetCallerIdentity") != form.npos) {
    return xml(
        "GetCallerIdentity",
        fmt::format("<Arn>{}</Arn><UserId>U</UserId><Account>{}</Account>", kCaller, kAccount));
  }
  const auto name_at = form.find("RoleName=");
  const std::string_view rest = name_at == form.npos ? "" : form.substr(name_at + 9);
  const auto role = roles.find(rest.substr(0, rest.find('&')));
  if (role == roles.end())
    return Refusal{.name = "NoSuchEntity", .message = "no role", .status = 404};
  if (form.find("Action=GetRole") != form.npos) {
    return xml("GetRole",
               fmt::format("<Role><RoleName>{1}</RoleName>"
                           "<Arn>arn:aws:iam::{0}:role/service-role/{1}</Arn>"
                           "<AssumeRolePolicyDocument>%7B%22Principal%22%3A%7B%22Service%22%3A%22"
                           "backup.amazonaws.com%22%7D%7D</AssumeRolePolicyDocument></Role>",
                           kAccount, role->first));
  }
  std::string policies;
  for (const std::string& policy : role->second) {
    policies += fmt::format(
        "<member><PolicyName>{0}</PolicyName><PolicyArn>arn:aws:iam::aws:policy/"
        "service-role/{0}</PolicyArn></member>",
        policy);
  }
  return xml("ListAttachedRolePolicies",
             fmt::format("<AttachedPolicies>{}</AttachedPolicies>", policies));
}

std::string FakeAws::unique(std::string_view what) {
  return fmt::format("{}-{:08x}", what, ++made_);
}

std::string FakeAws::arn_of(std::string_view table) const {
  return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", kRegion, kAccount, table);
}

std::string FakeAws::status_of(const FakeTable& table) const {
  if (table.gone_at) return "DELETING";
  if (now() < table.active_at) return "CREATING";
  return now() < table.settled_at ? "UPDATING" : "ACTIVE";
}

void FakeAws::settle() {
  std::erase_if(tables, [&](const auto& entry) {
    return entry.second.gone_at && *entry.second.gone_at <= now();
  });
  for (auto& [name, table] : tables) {
    if (now() >= table.active_at) {
      table.source_backup.clear();  // AWS forgets the RestoreSummary
      table.source_table.clear();
      table.restore_at.reset();
    }
  }
  for (auto& [id, job] : restore_jobs) {
    if (job.failure.empty() || job.done_at > now() || job.cleared) continue;
    tables.erase(job.table);  // a failed restore leaves nothing
    job.cleared = true;
  }
}

FakeTable* FakeAws::table(std::string_view name) {
  const auto found = tables.find(name);
  return found != tables.end() ? &found->second : nullptr;
}

FakeTable& FakeAws::add_table(const std::string& name, const std::vector<std::string>& ids) {
  FakeTable made{.name = name, .id = unique("table"), .created = now(), .active_at = now()};
  made.settings.deletion_protection = true;
  made.settings.tags = {{"team", "orders"}};
  made.settings.ttl_attribute = "expires";
  made.settings.stream_view = "NEW_IMAGE";
  made.settings.recovery_since = now();
  made.settings.recovery_days = 14;
  made.history.emplace_back(now(), FakeItems());
  FakeTable& table = tables[name] = std::move(made);
  for (const std::string& id : ids) put(name, id, id + "-v1");
  return table;
}

void FakeAws::put(const std::string& table, const std::string& id, const std::string& value) {
  FakeTable& to = tables.at(table);
  FakeItems items = to.items();
  items[id] = fmt::format(R"({{"id":{{"S":"{}"}},"v":{{"S":"{}"}}}})", id, value);
  to.history.emplace_back(now(), std::move(items));
}

FakeRecoveryPoint& FakeAws::add_recovery_point(const std::string& vault, const std::string& table) {
  auto& points = vaults[vault];
  points.push_back({.arn = fmt::format("arn:aws:backup:{}:{}:recovery-point:{}", kRegion, kAccount,
                                       unique("point")),
                    .table = table,
                    .created = now(),
                    .items = tables.at(table).items()});
  return points.back();
}

FakeTable& FakeAws::begin_restore(const std::string& target, const FakeItems& items) {
  FakeTable made{.name = target, .id = unique("table"), .created = now()};
  made.active_at = now() + delays.restore;
  made.history.emplace_back(now(), items);
  return tables[target] = std::move(made);
}

}  // namespace tidemark::runbooks::testing
