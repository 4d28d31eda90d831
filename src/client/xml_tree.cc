#include "client/xml_tree.h"

#include <pugixml.hpp>

namespace tidemark::client {
namespace {

using codec::JsonValue;

// Far above what AWS sends; below what the stack holds.
constexpr int kDeepest = 100;

bool all_named(const pugi::xml_node& element, std::string_view name) {
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element && child.name() != name) return false;
  }
  return true;
}

JsonValue tree_of(const pugi::xml_node& element, int depth);

JsonValue list_of(const pugi::xml_node& element, int depth) {
  JsonValue::Array list;
  for (const pugi::xml_node& member : element.children("member")) {
    list.push_back(tree_of(member, depth + 1));
  }
  return JsonValue(std::move(list));
}

JsonValue map_of(const pugi::xml_node& element, int depth) {
  JsonValue::Members members;
  for (const pugi::xml_node& entry : element.children("entry")) {
    members.emplace_back(entry.child_value("key"), tree_of(entry.child("value"), depth + 1));
  }
  return JsonValue(std::move(members));
}

JsonValue tree_of(const pugi::xml_node& element, int depth) {
  const bool leaf = element
                        .find_child([](const pugi::xml_node& child) {
                          return child.type() == pugi::node_element;
                        })
                        .empty();
  if (leaf || depth > kDeepest) return JsonValue(std::string(element.child_value()));
  if (all_named(element, "member")) return list_of(element, depth);
  if (all_named(element, "entry")) return map_of(element, depth);
  JsonValue::Members members;
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element) {
      members.emplace_back(child.name(), tree_of(child, depth + 1));
    }
  }
  return JsonValue(std::move(members));
}

}  // namespace

Result<JsonValue> query_result(std::string_view operation, std::string_view xml) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xml.data(), xml.size());
  const std::string name(operation);
  if (!parsed || !document.child((name + "Response").c_str())) {
    return fail(Code::kUnknown, fmt::format("{0}: the answer is no XML of {0}Response", operation));
  }
  const pugi::xml_node result =
      document.child((name + "Response").c_str()).child((name + "Result").c_str());
  JsonValue tree = tree_of(result, 0);
  if (tree.object() == nullptr) return JsonValue(JsonValue::Members{});
  return tree;
}

std::optional<ServiceError> query_error(int status, std::string_view xml) {
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size())) return std::nullopt;
  const pugi::xml_node error = document.child("ErrorResponse").child("Error");
  if (!error) return std::nullopt;
  return ServiceError{
      .name = error.child_value("Code"), .message = error.child_value("Message"), .status = status};
}

}  // namespace tidemark::client
