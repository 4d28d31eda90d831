// The drill's bad day, planned before it begins, so that every damaged item is known by name.
//
//   const Incident incident = plan_incident(before, {}, random);
//   Inventory after = before;
//   carry_out(incident, after);          // what the damaged table must hold
//
// Threads   Pure functions but for the Random's next numbers: the same seed plans the same day.
#pragma once

#include "base/random.h"
#include "operator/inventory.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

struct IncidentSize {
  // Of a thousand items; at least one each as far as there are items.
  std::size_t overwritten_permille = 80;
  std::size_t deleted_permille = 20;
  std::size_t good_writes_permille = 5;
};

struct Incident {
  // A bad deployment writes one value over this attribute …
  std::string attribute;
  values::AttributeValue bad_value;
  std::vector<values::Item> overwritten;  // keys, none of which had that value
  // … and deletes every item between two keys, in key order …
  std::vector<values::Item> deleted;  // keys
  // … and good data comes in meanwhile: whole items, new and changed, none of the above.
  std::vector<values::Item> good_writes;
};

// `before` has at least one item.
[[nodiscard]] Incident plan_incident(const Inventory& before, const IncidentSize& size,
                                     Random& random);

// `count` whole items that a healthy application writes: half are new, half replace one that is
// there with one attribute, `label`, changed. Sorted by nothing; no key comes twice.
[[nodiscard]] std::vector<values::Item> plan_good_writes(const Inventory& before, std::size_t count,
                                                         std::string_view label, Random& random);

void carry_out(const Incident& incident, Inventory& inventory);
void write_into(const std::vector<values::Item>& writes, Inventory& inventory);

}  // namespace tidemark::runbooks
