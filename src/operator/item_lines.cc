#include "operator/item_lines.h"

#include "operator/text.h"
#include "values/dynamodb_json.h"

namespace tidemark::runbooks {
namespace {

Result<values::KeyAttribute> key_named(std::string_view name, const values::Item& item) {
  const values::AttributeValue* value = item.find(name);
  if (value == nullptr) {
    return fail(Code::kInvalid,
                fmt::format("the first item has no attribute {}: name the table's key by "
                            "--key HASH or --key HASH,RANGE",
                            name));
  }
  const std::string_view type = value->type_name();
  if (type != "S" && type != "N" && type != "B") {
    return fail(Code::kInvalid,
                fmt::format("attribute {} is of type {}; a key is S, N or B", name, type));
  }
  return values::KeyAttribute{std::string(name), static_cast<values::KeyType>(type.front())};
}

}  // namespace

Status items_in(std::string_view lines, const std::function<Status(values::Item&&)>& on_item) {
  for (std::size_t number = 1; !lines.empty(); ++number) {
    const std::string_view line = trimmed(take_line(lines));
    if (line.empty()) continue;
    const auto json = codec::parse_json(line);
    if (!json) {
      return fail(Code::kInvalid, fmt::format("line {}: {}", number, json.error().message));
    }
    // An item may have an attribute Item, too: then that one's value is {"S": …} or the like, and
    // reading it as an item fails on the letter.
    const codec::JsonValue* wrapped = json.value().find("Item");
    const bool alone = wrapped != nullptr && json.value().object()->size() == 1;
    auto item = values::read_item(alone ? *wrapped : json.value());
    if (alone && std::holds_alternative<values::ValueProblem>(item)) {
      item = values::read_item(json.value());
    }
    if (const auto* problem = std::get_if<values::ValueProblem>(&item)) {
      return fail(Code::kInvalid, fmt::format("line {} is no item: {}", number, problem->message));
    }
    if (const Status taken = on_item(std::get<values::Item>(std::move(item))); !taken) {
      return fail(taken.error().code, fmt::format("line {}: {}", number, taken.error().message));
    }
  }
  return Ok{};
}

Result<values::KeySchema> keys_named(std::string_view names, const values::Item& item) {
  const auto parts = split(names, ',');
  if (parts.empty() || parts.size() > 2) {
    return fail(Code::kInvalid, fmt::format("\"{}\" names no key: HASH or HASH,RANGE", names));
  }
  TM_TRY(values::KeyAttribute hash, key_named(parts[0], item));
  values::KeySchema keys{.hash = std::move(hash), .range = std::nullopt};
  if (parts.size() == 2) {
    TM_TRY(keys.range, key_named(parts[1], item));
  }
  return keys;
}

}  // namespace tidemark::runbooks
