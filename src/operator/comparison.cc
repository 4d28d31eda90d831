#include "operator/comparison.h"

#include "base/check.h"
#include "values/dynamodb_json.h"
#include "values/item_bytes.h"

namespace tidemark::runbooks {
namespace {

constexpr std::size_t kExamples = 5;

}  // namespace

Comparison::Comparison(const Inventory& expected) : expected_(expected) {
  found_.expected = expected.size();
  found_.digest_expected = expected.digest();
}

Status Comparison::see(const values::Item& item) {
  auto key = expected_.key_of(item);
  if (!key) return fail(Code::kCorrupt, key.error().message);
  const std::string bytes = values::to_bytes(item);
  const values::Digest digest = values::digest_of(item);
  const Inventory::Row* row = expected_.find(key.value());

  const std::lock_guard lock(mutex_);
  found_.digest_found += digest;
  const bool first =
      row != nullptr ? seen_.insert(row).second : extra_keys_.insert(std::move(key).value()).second;
  if (!first) {
    ++found_.repeated;
    note("repeated", item);
  } else if (row == nullptr) {
    ++found_.extra;
    note("extra", item);
  } else if (row->bytes != bytes) {
    ++found_.different;
    note("different", item);
  } else {
    ++found_.same;
  }
  return Ok{};
}

Differences Comparison::finish() {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, row] : expected_.rows()) {
    if (seen_.contains(&row)) continue;
    ++found_.missing;
    if (found_.examples.size() < kExamples) note("missing", Inventory::item_of(row));
  }
  return found_;
}

void Comparison::note(std::string_view kind, const values::Item& item) {
  if (found_.examples.size() >= kExamples) return;
  found_.examples.push_back(
      fmt::format("{} {}", kind, values::to_json(values::key_attributes(expected_.keys(), item))));
}

Differences differences_between(const Inventory& expected, const Inventory& actual) {
  Comparison comparison(expected);
  for (const auto& [key, row] : actual.rows()) {
    const Status seen = comparison.see(Inventory::item_of(row));
    TM_CHECK(seen);  // an inventory holds no item without its key
  }
  return comparison.finish();
}

}  // namespace tidemark::runbooks
