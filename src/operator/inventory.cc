#include "operator/inventory.h"

#include "base/check.h"
#include "values/item_bytes.h"
#include "values/item_size.h"

namespace tidemark::runbooks {
namespace {

std::string why_no_key(const values::KeyAnswer& answer) {
  if (const auto* missing = std::get_if<values::KeyMissing>(&answer)) {
    return fmt::format("key attribute {} is missing", missing->attribute);
  }
  if (const auto* wrong = std::get_if<values::KeyWrongType>(&answer)) {
    return fmt::format("key attribute {} is of type {}, not {}", wrong->expected.name,
                       wrong->actual, static_cast<char>(wrong->expected.type));
  }
  if (const auto* empty = std::get_if<values::KeyEmpty>(&answer)) {
    return fmt::format("key attribute {} is empty", empty->attribute.name);
  }
  if (const auto* long_key = std::get_if<values::KeyTooLong>(&answer)) {
    return fmt::format("the {} key is too long", long_key->hash ? "hash" : "range");
  }
  return "the key has an attribute too many";
}

}  // namespace

Result<std::string> Inventory::key_of(const values::Item& item) const {
  auto answer = values::key_of_item(keys_, item);
  if (auto* key = std::get_if<std::string>(&answer)) return std::move(*key);
  return fail(Code::kInvalid, why_no_key(answer));
}

Status Inventory::put(const values::Item& item) {
  TM_TRY(std::string key, key_of(item));
  erase(key);
  Row row{.bytes = values::to_bytes(item),
          .digest = values::digest_of(item),
          .aws_bytes = values::bytes_of(item)};
  digest_ += row.digest;
  aws_bytes_ += row.aws_bytes;
  rows_.emplace(std::move(key), std::move(row));
  return Ok{};
}

bool Inventory::erase(std::string_view key) {
  const auto found = rows_.find(key);
  if (found == rows_.end()) return false;
  digest_ -= found->second.digest;
  aws_bytes_ -= found->second.aws_bytes;
  rows_.erase(found);
  return true;
}

const Inventory::Row* Inventory::find(std::string_view key) const {
  const auto found = rows_.find(key);
  return found != rows_.end() ? &found->second : nullptr;
}

values::Item Inventory::key_item(const Row& row) const {
  return values::key_attributes(keys_, item_of(row));
}

values::Item Inventory::item_of(const Row& row) {
  auto item = values::item_from_bytes(row.bytes);
  TM_CHECK(item);  // we wrote these bytes ourselves, in memory
  return std::move(item).value();
}

}  // namespace tidemark::runbooks
