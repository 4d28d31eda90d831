#include "services/identity/policy.h"

#include "codec/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace tidemark::services {
namespace {

using codec::JsonValue;

constexpr std::string_view kNewVersion = "2012-10-17";
constexpr std::string_view kOldVersion = "2008-10-17";

Error malformed(std::string message) {
  return fail(Code::kInvalid, std::move(message));
}

Error syntax(std::string_view detail) {
  return malformed(fmt::format("Syntax errors in policy. {}", detail));
}

// A text, or a number or truth as its text.
std::optional<std::string> scalar(const JsonValue& value) {
  if (const std::string* text = value.string()) return *text;
  if (const bool* truth = value.boolean()) return *truth ? "true" : "false";
  if (const std::int64_t* number = value.integer()) return fmt::format("{}", *number);
  if (const double* number = value.real()) return fmt::format("{}", *number);
  return std::nullopt;
}

// One text or a list of some.
std::optional<std::vector<std::string>> texts(const JsonValue& value, bool scalars = false) {
  std::vector<std::string> all;
  const auto add = [&](const JsonValue& one) {
    if (one.string() == nullptr && !scalars) return false;
    auto text = scalar(one);
    if (!text) return false;
    all.push_back(*std::move(text));
    return true;
  };
  if (value.array() == nullptr) return add(value) ? std::optional(all) : std::nullopt;
  for (const JsonValue& one : *value.array()) {
    if (!add(one)) return std::nullopt;
  }
  return all;
}

bool is_account(std::string_view text) {
  return text.size() == 12 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// An account, its root, or a user, role or session by its whole ARN: no wildcards.
Result<std::string> aws_principal(const std::string& text) {
  if (is_account(text)) return fmt::format("arn:aws:iam::{}:root", text);
  const bool known = text.starts_with("arn:aws:iam::") || text.starts_with("arn:aws:sts::");
  if (!known || text.find_first_of("*?") != text.npos || text.size() < 27 ||
      !is_account(std::string_view(text).substr(13, 12)) || text[25] != ':') {
    return malformed(fmt::format("Invalid principal in policy: \"AWS\":\"{}\"", text));
  }
  return text;
}

Result<Principals> read_principals(const JsonValue& value) {
  Principals principals;
  if (const std::string* text = value.string()) {
    if (*text != "*") return malformed(fmt::format("Invalid principal in policy: \"{}\"", *text));
    principals.anyone = true;
    return principals;
  }
  if (value.object() == nullptr || value.object()->empty()) return syntax("Principal is empty");
  for (const auto& [kind, list] : *value.object()) {
    const auto named = texts(list);
    if (!named || named->empty()) return syntax(fmt::format("Principal {} is no list", kind));
    if (kind == "Service") {
      principals.services = *named;
    } else if (kind == "AWS") {
      for (const std::string& one : *named) {
        if (one == "*") {
          principals.anyone = true;
          continue;
        }
        TM_TRY(std::string arn, aws_principal(one));
        principals.aws.push_back(std::move(arn));
      }
    } else if (kind != "Federated" && kind != "CanonicalUser") {  // nobody here is one of those
      return syntax(fmt::format("Principal kind {} is not known", kind));
    }
  }
  return principals;
}

Status read_conditions(const JsonValue& value, std::vector<Condition>& conditions) {
  if (value.object() == nullptr) return syntax("Condition is no object");
  for (const auto& [operation, keys] : *value.object()) {
    if (keys.object() == nullptr)
      return syntax(fmt::format("Condition {} is no object", operation));
    for (const auto& [key, list] : *keys.object()) {
      auto values = texts(list, true);
      if (!values) return syntax(fmt::format("Condition {} {} is no list", operation, key));
      auto condition = read_condition(operation, key, *std::move(values));
      if (!condition) return syntax(condition.error().message);
      conditions.push_back(std::move(condition).value());
    }
  }
  return Ok{};
}

Status check_action(const std::string& action, PolicyKind kind) {
  if (action == "*" && kind != PolicyKind::kTrust) return Ok{};
  const auto colon = action.find(':');
  if (colon == action.npos || colon == 0 || colon + 1 == action.size()) {
    return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  }
  const std::string_view vendor = std::string_view(action).substr(0, colon);
  if (vendor.find_first_of("*? ") != vendor.npos) {
    return malformed(fmt::format("Vendor {} is not valid", vendor));
  }
  if (kind == PolicyKind::kTrust && vendor != "sts") {
    return malformed("AssumeRole policy may only specify STS AssumeRole actions.");
  }
  return Ok{};
}

Status check_resource(const std::string& resource) {
  if (resource == "*" || resource.starts_with("arn:")) return Ok{};
  return malformed(fmt::format("Resource {} must be in ARN format or \"*\".", resource));
}

class StatementReader {
 public:
  StatementReader(const JsonValue& value, PolicyKind kind) : value_(value), kind_(kind) {}

  Result<Statement> read() {
    if (value_.object() == nullptr) return syntax("Statement is no object");
    TM_TRY_STATUS(check_names());
    TM_TRY_STATUS(read_id_and_effect());
    TM_TRY_STATUS(read_who());
    TM_TRY_STATUS(read_what());
    TM_TRY_STATUS(read_where());
    if (const JsonValue* condition = value_.find("Condition")) {
      TM_TRY_STATUS(read_conditions(*condition, statement_.conditions));
    }
    return std::move(statement_);
  }

 private:
  [[nodiscard]] Status check_names() const {
    static constexpr std::array<std::string_view, 9> kNames{
        "Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
        "NotAction", "Resource", "NotResource", "Condition"};
    for (const auto& [name, unused] : *value_.object()) {
      if (std::ranges::find(kNames, name) == kNames.end()) {
        return syntax(fmt::format("Statement element {} is not known", name));
      }
    }
    return Ok{};
  }

  Status read_id_and_effect() {
    if (const JsonValue* id = value_.find("Sid")) {
      if (id->string() == nullptr) return syntax("Sid is no text");
      statement_.id = *id->string();
    }
    const JsonValue* effect = value_.find("Effect");
    if (effect == nullptr) return malformed("Missing required field Effect");
    const std::string* text = effect->string();
    if (text == nullptr || (*text != "Allow" && *text != "Deny")) {
      return malformed(fmt::format("Invalid effect: {}", text == nullptr ? "" : *text));
    }
    statement_.allow = *text == "Allow";
    return Ok{};
  }

  // Of a pair like Action and NotAction, the one that is there; null when neither is.
  Result<const JsonValue*> one_of(std::string_view plain, std::string_view negated, bool& is_not) {
    const JsonValue* first = value_.find(plain);
    const JsonValue* second = value_.find(negated);
    if (first != nullptr && second != nullptr) {
      return syntax(fmt::format("A statement has {} or {}, not both", plain, negated));
    }
    is_not = second != nullptr;
    return first != nullptr ? first : second;
  }

  Status read_who() {
    TM_TRY(const JsonValue* who, one_of("Principal", "NotPrincipal", statement_.not_principals));
    if (kind_ == PolicyKind::kIdentity) {
      if (who != nullptr) return malformed("Policy document should not specify a principal.");
      return Ok{};
    }
    if (who == nullptr) return malformed("Missing required field Principal");
    TM_TRY(statement_.principals, read_principals(*who));
    return Ok{};
  }

  Status read_what() {
    TM_TRY(const JsonValue* what, one_of("Action", "NotAction", statement_.not_actions));
    const auto named = what == nullptr ? std::nullopt : texts(*what);
    if (!named || named->empty()) return malformed("Policy statement must contain actions.");
    for (const std::string& action : *named) TM_TRY_STATUS(check_action(action, kind_));
    statement_.actions = *named;
    return Ok{};
  }

  Status read_where() {
    TM_TRY(const JsonValue* where, one_of("Resource", "NotResource", statement_.not_resources));
    if (kind_ == PolicyKind::kTrust) {
      if (where != nullptr) return malformed("Has prohibited field Resource");
      return Ok{};
    }
    const auto named = where == nullptr ? std::nullopt : texts(*where);
    if (!named || named->empty()) return malformed("Policy statement must contain resources.");
    for (const std::string& resource : *named) TM_TRY_STATUS(check_resource(resource));
    statement_.resources = *named;
    return Ok{};
  }

  const JsonValue& value_;
  const PolicyKind kind_;
  Statement statement_;
};

Status read_version(const JsonValue& document, PolicyKind kind, Policy& policy) {
  const JsonValue* version = document.find("Version");
  if (version == nullptr) return Ok{};
  const std::string* text = version->string();
  if (text == nullptr || (*text != kNewVersion && *text != kOldVersion)) {
    return syntax(fmt::format("Version is {} or {}", kNewVersion, kOldVersion));
  }
  policy.with_variables = *text == kNewVersion;
  if (kind == PolicyKind::kIdentity && !policy.with_variables) {
    return malformed("Policy document must be version 2012-10-17 or greater.");
  }
  return Ok{};
}

Status check_ids(const std::vector<Statement>& statements) {
  std::set<std::string_view> ids;
  for (const Statement& statement : statements) {
    if (statement.id.empty() || ids.insert(statement.id).second) continue;
    return malformed("Statement IDs (SID) in a single policy must be unique.");
  }
  return Ok{};
}

}  // namespace

Result<Policy> read_policy(std::string_view text, PolicyKind kind) {
  const auto parsed = codec::parse_json(text);
  if (!parsed || parsed.value().object() == nullptr) {
    return malformed("This policy contains invalid Json");
  }
  const JsonValue& document = parsed.value();
  for (const auto& [name, unused] : *document.object()) {
    if (name != "Version" && name != "Id" && name != "Statement") {
      return syntax(fmt::format("Policy element {} is not known", name));
    }
  }
  Policy policy;
  TM_TRY_STATUS(read_version(document, kind, policy));
  const JsonValue* list = document.find("Statement");
  if (list == nullptr) return syntax("Statement is missing");
  const std::span<const JsonValue> statements =
      list->array() == nullptr ? std::span(list, 1) : std::span(*list->array());
  if (statements.empty()) return syntax("Statement is empty");
  for (const JsonValue& one : statements) {
    TM_TRY(Statement statement, StatementReader(one, kind).read());
    policy.statements.push_back(std::move(statement));
  }
  TM_TRY_STATUS(check_ids(policy.statements));
  return policy;
}

}  // namespace tidemark::services
