#include "operator/catalogue.h"

#include "operator/debian_packages.h"
#include "operator/item_lines.h"

#include <optional>

namespace tidemark::runbooks {

Result<Inventory> inventory_of_packages(std::string_view catalogue) {
  Inventory inventory(package_keys());
  TM_TRY_STATUS(packages_in(catalogue, [&](values::Item&& item) { return inventory.put(item); }));
  if (inventory.size() == 0) return fail(Code::kInvalid, "the catalogue names no package");
  return inventory;
}

Result<Inventory> inventory_of_lines(std::string_view lines, std::string_view key_names) {
  const values::KeySchema packages = package_keys();
  const std::string names = key_names.empty()
                                ? fmt::format("{},{}", packages.hash.name, packages.range->name)
                                : std::string(key_names);
  // The first item says of which types the keys are.
  std::optional<Inventory> inventory;
  TM_TRY_STATUS(items_in(lines, [&](values::Item&& item) -> Status {
    if (!inventory) {
      TM_TRY(values::KeySchema keys, keys_named(names, item));
      inventory.emplace(std::move(keys));
    }
    return inventory->put(item);
  }));
  if (!inventory) return fail(Code::kInvalid, "there is no item in it");
  return *std::move(inventory);
}

}  // namespace tidemark::runbooks
