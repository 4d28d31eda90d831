#include "api/policy_document.h"

#include "api/errors.h"
#include "codec/json.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace tidemark::api {
namespace {

using codec::JsonValue;

constexpr std::size_t kMaxBytes = 20'480;
constexpr std::string_view kDefaultVersion = "2008-10-17";

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

Reply bad_document(std::string_view text) {
  return bad_parameters(fmt::format("Invalid policy document: {}", text));
}

Reply not_here(std::string_view what) {
  return validation_error(
      fmt::format("{} in a resource policy is not supported by this version of Tidemark: only what "
                  "allows principals of the table's own account something can be kept",
                  what));
}

// A member that is there; null counts as absent.
const JsonValue* member(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::vector<const JsonValue*> elements(const JsonValue& value) {
  if (value.array() == nullptr) return {&value};
  std::vector<const JsonValue*> all;
  for (const JsonValue& one : *value.array()) all.push_back(&one);
  return all;
}

// One text, or a list of some.
bool is_texts(const JsonValue& value) {
  const auto all = elements(value);
  return !all.empty() &&
         std::ranges::all_of(all, [](const JsonValue* one) { return one->string() != nullptr; });
}

bool is_account(std::string_view text) {
  return text.size() == 12 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_word(std::string_view text, std::string_view lower) {
  return std::ranges::equal(
      text, lower, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

// "123456789012" is what AWS keeps as the ARN of that account's root.
std::string principal_text(const std::string& text) {
  return is_account(text) ? fmt::format("arn:aws:iam::{}:root", text) : text;
}

std::optional<Reply> principal_problem(const Call& call, const JsonValue& principal,
                                       bool conditioned) {
  const auto one = [&](const JsonValue& value) -> std::optional<Reply> {
    if (value.string() == nullptr) return bad_document("Unsupported Principal");
    const std::string text = principal_text(*value.string());
    if (text == "*" && !conditioned) {
      return bad_parameters(
          "Resource-based policy grants unbounded access in one or more elements. Please revise "
          "the policy to ensure least-privilege form of access");
    }
    if (text.starts_with(fmt::format("arn:aws:iam::{}:", call.account)) ||
        text.starts_with(fmt::format("arn:aws:sts::{}:", call.account))) {
      return std::nullopt;
    }
    return not_here(fmt::format("The Principal {}", text));
  };
  if (principal.object() == nullptr) return one(principal);
  for (const auto& [kind, values] : *principal.object()) {
    if (kind != "AWS") return not_here(fmt::format("A Principal of the kind {}", kind));
    const auto named = elements(values);
    if (named.empty()) return bad_document("Missing required field Principal");
    for (const JsonValue* value : named) {
      if (auto refusal = one(*value)) return refusal;
    }
  }
  if (principal.object()->empty()) return bad_document("Missing required field Principal");
  return std::nullopt;
}

std::optional<Reply> statement_problem(const Call& call, const JsonValue& statement) {
  if (statement.object() == nullptr) return bad_document("This policy contains invalid Json");
  for (const std::string_view unwanted : {"NotPrincipal", "NotAction", "NotResource"}) {
    if (member(statement, unwanted) != nullptr) return not_here(unwanted);
  }
  for (const std::string_view needed : {"Effect", "Principal", "Action", "Resource"}) {
    if (member(statement, needed) == nullptr) {
      return bad_document(fmt::format("Missing required field {}", needed));
    }
  }
  const std::string* effect = member(statement, "Effect")->string();
  if (effect != nullptr && is_word(*effect, "deny")) return not_here("Effect Deny");
  if (effect == nullptr || !is_word(*effect, "allow")) {
    return bad_document(
        fmt::format("Invalid effect: {}", effect == nullptr ? std::string_view() : *effect));
  }
  for (const std::string_view name : {"Action", "Resource"}) {
    if (!is_texts(*member(statement, name))) {
      return bad_document(fmt::format("Unsupported {}", name));
    }
  }
  if (const JsonValue* id = member(statement, "Sid"); id != nullptr && id->string() == nullptr) {
    return bad_document("Unsupported Sid");
  }
  return principal_problem(call, *member(statement, "Principal"),
                           member(statement, "Condition") != nullptr);
}

std::optional<Reply> ids_problem(const std::vector<const JsonValue*>& statements) {
  std::set<std::string_view> ids;
  for (const JsonValue* statement : statements) {
    const JsonValue* id = member(*statement, "Sid");
    if (id == nullptr || id->string() == nullptr) continue;
    if (!ids.insert(*id->string()).second) {
      return bad_document("The Statement Ids in the policy are not unique");
    }
  }
  return std::nullopt;
}

void write_list(codec::JsonWriter& out, const JsonValue& value, bool principals) {
  const auto write = [&](const JsonValue& one) {
    if (principals && one.string() != nullptr) {
      out.string(principal_text(*one.string()));
    } else {
      codec::write_json(out, one);
    }
  };
  const auto all = elements(value);
  if (all.size() == 1) return write(*all[0]);
  out.begin_array();
  for (const JsonValue* one : all) write(*one);
  out.end_array();
}

void write_principal(codec::JsonWriter& out, const JsonValue& principal) {
  if (principal.object() == nullptr) return write_list(out, principal, true);
  out.begin_object();
  for (const auto& [kind, values] : *principal.object()) {
    out.key(kind);
    write_list(out, values, true);
  }
  out.end_object();
}

void write_statement(codec::JsonWriter& out, const JsonValue& statement) {
  out.begin_object();
  if (const JsonValue* id = member(statement, "Sid")) {
    out.key("Sid");
    codec::write_json(out, *id);
  }
  out.key("Effect").string("Allow").key("Principal");
  write_principal(out, *member(statement, "Principal"));
  for (const std::string_view name : {"Action", "Resource"}) {
    out.key(name);
    write_list(out, *member(statement, name), false);
  }
  if (const JsonValue* condition = member(statement, "Condition")) {
    out.key("Condition");
    codec::write_json(out, *condition);
  }
  out.end_object();
}

}  // namespace

Parsed<std::string> policy_document(const Call& call, const std::string& text) {
  if (text.size() > kMaxBytes) {
    return bad_parameters(fmt::format("Maximum policy size of {} bytes exceeded", kMaxBytes));
  }
  const auto parsed = codec::parse_json(text);
  if (!parsed || parsed.value().object() == nullptr) {
    return bad_document("This policy contains invalid Json");
  }
  const JsonValue& policy = parsed.value();
  const JsonValue* list = member(policy, "Statement");
  const auto statements = list == nullptr ? std::vector<const JsonValue*>{} : elements(*list);
  if (statements.empty()) return bad_document("Could not parse the policy: Statement is empty!");
  for (const JsonValue* statement : statements) {
    if (auto refusal = statement_problem(call, *statement)) return *std::move(refusal);
  }
  if (auto refusal = ids_problem(statements)) return *std::move(refusal);

  codec::JsonWriter out;
  out.begin_object().key("Version");
  const JsonValue* version = member(policy, "Version");
  if (version != nullptr && version->string() != nullptr) {
    out.string(*version->string());
  } else {
    out.string(kDefaultVersion);
  }
  if (const JsonValue* id = member(policy, "Id")) {
    out.key("Id");
    codec::write_json(out, *id);
  }
  out.key("Statement").begin_array();
  for (const JsonValue* statement : statements) write_statement(out, *statement);
  out.end_array().end_object();
  return out.take();
}

}  // namespace tidemark::api
