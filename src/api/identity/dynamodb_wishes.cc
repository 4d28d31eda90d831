#include "api/identity/dynamodb_wishes.h"

#include "api/errors.h"
#include "api/members.h"
#include "api/partiql/statement_members.h"
#include "api/resource_arn.h"
#include "api/shard_iterator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tidemark::api {
namespace {

using codec::JsonValue;

namespace partiql = expressions::partiql;

const std::string* text_in(const JsonValue& object, std::string_view member) {
  const JsonValue* value = object.find(member);
  return value == nullptr ? nullptr : value->string();
}

class Wishes {
 public:
  Wishes(const Request& request, const Engine& engine) : request_(request), engine_(engine) {}

  std::vector<Wish> all() {
    const std::string& operation = request_.call.operation;
    if (has_no_resource(operation)) {
      add(operation, "*");
    } else if (operation.starts_with("Batch") && operation.ends_with("Item")) {
      of_batch();
    } else if (operation.starts_with("Transact")) {
      of_transaction();
    } else if (operation.ends_with("Statement") || operation == "ExecuteTransaction") {
      of_statements();
    } else if (operation.starts_with("RestoreTable")) {
      of_restore();
    } else {
      of_one_resource();
    }
    return std::move(wishes_);
  }

 private:
  static bool has_no_resource(std::string_view operation) {
    static constexpr std::array<std::string_view, 7> kNames{"ListTables",
                                                            "ListBackups",
                                                            "ListStreams",
                                                            "ListGlobalTables",
                                                            "ListContributorInsights",
                                                            "DescribeLimits",
                                                            "DescribeEndpoints"};
    return std::ranges::find(kNames, operation) != kNames.end();
  }

  void add(std::string_view action, std::string resource) {
    Wish wish{.action = fmt::format("dynamodb:{}", action), .resource = std::move(resource)};
    const ResourceArn arn = resource_arn(wish.resource);
    wish.account = arn.account;
    if (arn.is_here(request_.call) && arn.account == request_.call.account) {
      wish.policy = policy_of(std::string(arn.table));
    }
    wishes_.push_back(std::move(wish));
  }

  [[nodiscard]] std::optional<services::ResourcePolicy> policy_of(const std::string& name) const {
    const auto table = engine_.regions.table(
        {.account = request_.call.account, .region = request_.call.region, .name = name});
    if (!table || !table.value() || !table.value()->settings.policy) return std::nullopt;
    return services::ResourcePolicy{fmt::format("of table {}", name),
                                    table.value()->settings.policy->document};
  }

  // Of a table's name, or its ARN as it is.
  [[nodiscard]] std::string table_arn(const std::string& name) const {
    if (name.starts_with("arn:")) return name;
    return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", request_.call.region,
                       request_.call.account, name);
  }

  [[nodiscard]] std::string source_arn(const partiql::Source& source) const {
    const std::string table = table_arn(source.table);
    return source.index ? fmt::format("{}/index/{}", table, *source.index) : table;
  }

  void of_batch() {
    const JsonValue* items = request_.body.find("RequestItems");
    if (items == nullptr || items->object() == nullptr) return;
    for (const auto& [name, unused] : *items->object()) {
      add(request_.call.operation, table_arn(name));
    }
  }

  void of_transaction() {
    const JsonValue* items = request_.body.find("TransactItems");
    if (items == nullptr || items->array() == nullptr) return;
    for (const JsonValue& item : *items->array()) {
      if (item.object() == nullptr) continue;
      for (const auto& [kind, action] : *item.object()) {
        const std::string* name = text_in(action, "TableName");
        if (name == nullptr) continue;
        add(kind == "Get"              ? "GetItem"
            : kind == "ConditionCheck" ? "ConditionCheckItem"
                                       : kind + "Item",
            table_arn(*name));
      }
    }
  }

  void of_statement(const JsonValue& object) {
    Members members(&object);
    auto parsed = statement_of(statement_members(members));
    if (!parsed) return;
    const partiql::Statement& statement = parsed.value();
    if (const auto* select = std::get_if<partiql::SelectStatement>(&statement)) {
      add("PartiQLSelect", source_arn(select->from));
    } else if (const auto* exists = std::get_if<partiql::ExistsStatement>(&statement)) {
      add("PartiQLSelect", source_arn(exists->select.from));
    } else if (const auto* insert = std::get_if<partiql::InsertStatement>(&statement)) {
      add("PartiQLInsert", table_arn(insert->table));
    } else if (const auto* update = std::get_if<partiql::UpdateStatement>(&statement)) {
      add("PartiQLUpdate", source_arn(update->target));
    } else if (const auto* gone = std::get_if<partiql::DeleteStatement>(&statement)) {
      add("PartiQLDelete", source_arn(gone->target));
    }
  }

  void of_statements() {
    if (request_.call.operation == "ExecuteStatement") return of_statement(request_.body);
    for (const std::string_view list : {"Statements", "TransactStatements"}) {
      const JsonValue* statements = request_.body.find(list);
      if (statements == nullptr || statements->array() == nullptr) continue;
      for (const JsonValue& one : *statements->array()) of_statement(one);
    }
  }

  // Both what is read and what is made.
  void of_restore() {
    for (const std::string_view member :
         {"BackupArn", "SourceTableArn", "SourceTableName", "TargetTableName"}) {
      if (const std::string* name = text_in(request_.body, member)) {
        add(request_.call.operation, table_arn(*name));
      }
    }
  }

  void of_one_resource() {
    const std::string& operation = request_.call.operation;
    for (const std::string_view member : {"BackupArn", "StreamArn", "ResourceArn"}) {
      const std::string* arn = text_in(request_.body, member);
      // CreateBackup and others name a table.
      if (arn != nullptr) return add(operation, *arn);
    }
    if (const std::string* iterator = text_in(request_.body, "ShardIterator")) {
      const auto arn = arn_in(*iterator);
      return add(operation, arn ? std::string(*arn) : "*");
    }
    if (const std::string* name = text_in(request_.body, "GlobalTableName")) {
      return add(operation,
                 fmt::format("arn:aws:dynamodb::{}:global-table/{}", request_.call.account, *name));
    }
    const std::string* name = text_in(request_.body, "TableName");
    if (name == nullptr) return add(operation, "*");
    const std::string* index = text_in(request_.body, "IndexName");
    add(operation, source_arn({.table = *name,
                               .index = index == nullptr ? std::nullopt : std::optional(*index)}));
  }

  const Request& request_;
  const Engine& engine_;
  std::vector<Wish> wishes_;
};

}  // namespace

std::vector<Wish> dynamodb_wishes(const Request& request, const Engine& engine) {
  return Wishes(request, engine).all();
}

std::optional<Reply> refuse_unauthorized(const Request& request, const Engine& engine) {
  for (const Wish& wish : dynamodb_wishes(request, engine)) {
    if (const auto text = denied(request.call, engine, wish)) {
      return error_reply("AccessDeniedException", *text);
    }
  }
  return std::nullopt;
}

}  // namespace tidemark::api
