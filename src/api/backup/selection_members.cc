#include "api/backup/plan_members.h"

namespace tidemark::api {
namespace {

using codec::JsonWriter;

std::vector<vault::TagCondition> conditions_member(Fields& fields, std::string_view name) {
  std::vector<vault::TagCondition> read;
  auto conditions = fields.objects(name);
  if (!conditions) return read;
  for (Fields& one : *conditions) {
    read.push_back({one.required_text("ConditionKey"), one.required_text("ConditionValue")});
  }
  return read;
}

std::vector<vault::TagCondition> list_of_tags_member(Fields& fields) {
  std::vector<vault::TagCondition> read;
  auto tags = fields.objects("ListOfTags");
  if (!tags) return read;
  for (Fields& one : *tags) {
    const std::string type = one.required_text("ConditionType");
    if (type != "STRINGEQUALS") {
      one.invalid(fmt::format("ConditionType must be STRINGEQUALS, not {}", type));
    }
    read.push_back({one.required_text("ConditionKey"), one.required_text("ConditionValue")});
  }
  return read;
}

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

void write_conditions(JsonWriter& out, std::string_view name,
                      const std::vector<vault::TagCondition>& conditions, bool typed = false) {
  out.key(name).begin_array();
  for (const vault::TagCondition& condition : conditions) {
    out.begin_object();
    if (typed) out.key("ConditionType").string("STRINGEQUALS");
    out.key("ConditionKey").string(condition.key);
    out.key("ConditionValue").string(condition.value);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

vault::SelectionDocument selection_members(Fields& selection) {
  vault::SelectionDocument read;
  read.name = selection.required_text("SelectionName");
  read.iam_role_arn = selection.required_text("IamRoleArn");
  read.resources = selection.texts("Resources").value_or(std::vector<std::string>());
  read.not_resources = selection.texts("NotResources").value_or(std::vector<std::string>());
  read.tags = list_of_tags_member(selection);
  if (auto conditions = selection.object("Conditions")) {
    read.conditions.equals = conditions_member(*conditions, "StringEquals");
    read.conditions.not_equals = conditions_member(*conditions, "StringNotEquals");
    read.conditions.like = conditions_member(*conditions, "StringLike");
    read.conditions.not_like = conditions_member(*conditions, "StringNotLike");
  }
  return read;
}

void write_selection_document(JsonWriter& out, const vault::SelectionDocument& document) {
  out.begin_object();
  out.key("SelectionName").string(document.name);
  out.key("IamRoleArn").string(document.iam_role_arn);
  write_texts(out, "Resources", document.resources);
  write_conditions(out, "ListOfTags", document.tags, true);
  write_texts(out, "NotResources", document.not_resources);
  out.key("Conditions").begin_object();
  write_conditions(out, "StringEquals", document.conditions.equals);
  write_conditions(out, "StringNotEquals", document.conditions.not_equals);
  write_conditions(out, "StringLike", document.conditions.like);
  write_conditions(out, "StringNotLike", document.conditions.not_like);
  out.end_object();
  out.end_object();
}

}  // namespace tidemark::api
