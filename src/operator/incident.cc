#include "operator/incident.h"

#include "base/check.h"
#include "values/item_size.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tidemark::runbooks {
namespace {

using values::AttributeValue;
using values::Item;

using Place = std::pair<const std::string, Inventory::Row>;

AttributeValue number_value(std::string_view digits) {
  auto number = values::Number::parse(digits);
  TM_CHECK(std::holds_alternative<values::Number>(number));
  return AttributeValue(std::get<values::Number>(std::move(number)));
}

struct Victim {
  std::string attribute;
  AttributeValue bad_value;
};

// An attribute that is no key and that most items have: what a careless deployment would hit. A
// number, when there is such a one, becomes 0; anything else the word of a broken template.
Victim victim_in(const Inventory& inventory) {
  std::map<std::string, std::size_t> counts;
  std::map<std::string, std::size_t> numbers;
  const values::KeySchema& keys = inventory.keys();
  for (const auto& [key, row] : inventory.rows()) {
    for (const auto& [name, value] : Inventory::item_of(row)) {
      if (name == keys.hash.name || (keys.range && name == keys.range->name)) continue;
      ++counts[name];
      if (value.get_if<values::Number>() != nullptr) ++numbers[name];
    }
  }
  const auto by_count = [](const auto& entry) { return entry.second; };
  const auto number = std::ranges::max_element(numbers, {}, by_count);
  if (number != numbers.end() && number->second * 2 > inventory.size()) {
    return {number->first, number_value("0")};
  }
  const auto most = std::ranges::max_element(counts, {}, by_count);
  return {most != counts.end() ? most->first : "Status", values::text_value("undefined")};
}

std::size_t share(std::size_t items, std::size_t permille) {
  return std::min(items, std::max<std::size_t>(1, items * permille / 1000));
}

// Fisher and Yates, as far as needed: `count` different places in no order.
std::vector<const Place*> sample(std::vector<const Place*> places, std::size_t count,
                                 Random& random) {
  count = std::min(count, places.size());
  for (std::size_t at = 0; at < count; ++at) {
    std::swap(places[at], places[at + random.below(places.size() - at)]);
  }
  places.resize(count);
  return places;
}

// A key that no item has yet.
AttributeValue new_hash(const AttributeValue& old, std::string_view label, std::uint64_t number) {
  return values::match(
      old,
      [&](const values::Number&) {
        // 10^20 and counting: beyond what catalogues number their things with.
        return number_value(fmt::format("1{:020}", number));
      },
      [&](const values::Binary& binary) {
        return AttributeValue(values::Binary{fmt::format("{}-{}-{}", binary.bytes, label, number)});
      },
      [&](const std::string& text) {
        return values::text_value(fmt::format("{}-{}-{}", text, label, number));
      },
      [](const auto&) -> AttributeValue {
        TM_CHECK(false);  // no other type is a key's
        return {};
      });
}

std::vector<Item> good_writes_among(std::vector<const Place*> places, const Inventory& before,
                                    std::size_t count, std::string_view label, Random& random) {
  std::vector<Item> writes;
  for (const Place* place : sample(std::move(places), count, random)) {
    Item item = Inventory::item_of(place->second);
    item.set(std::string(label), values::text_value(fmt::format("write {}", writes.size())));
    if (writes.size() % 2 == 0) {
      const std::string& name = before.keys().hash.name;
      const std::uint64_t number = random.below(1'000'000'000'000);
      item.set(name, new_hash(*item.find(name), label, number));
      // Two of the same name, or one too long for a key, would spoil the count: change instead.
      const auto key = before.key_of(item);
      if (!key || before.find(key.value()) != nullptr) {
        item.set(name, *Inventory::item_of(place->second).find(name));
      }
    }
    if (values::bytes_of(item) > values::kMaxItemBytes) continue;
    writes.push_back(std::move(item));
  }
  return writes;
}

std::vector<const Place*> all_places(const Inventory& inventory) {
  std::vector<const Place*> places;
  for (const auto& place : inventory.rows()) places.push_back(&place);
  return places;
}

}  // namespace

Incident plan_incident(const Inventory& before, const IncidentSize& size, Random& random) {
  TM_CHECK(before.size() > 0);
  Incident incident;
  Victim victim = victim_in(before);
  incident.attribute = std::move(victim.attribute);
  incident.bad_value = std::move(victim.bad_value);
  const std::vector<const Place*> places = all_places(before);
  const std::size_t count = places.size();

  const std::size_t deleted = share(count, size.deleted_permille);
  const std::size_t from = random.below(count - deleted + 1);
  std::vector<const Place*> rest;
  for (std::size_t at = 0; at < count; ++at) {
    if (at >= from && at < from + deleted) {
      incident.deleted.push_back(before.key_item(places[at]->second));
    } else {
      rest.push_back(places[at]);
    }
  }

  std::set<const Place*> hit;
  for (const Place* place : sample(rest, share(count, size.overwritten_permille), random)) {
    const Item item = Inventory::item_of(place->second);
    const AttributeValue* old = item.find(incident.attribute);
    if (old != nullptr && *old == incident.bad_value) continue;  // would be no damage
    incident.overwritten.push_back(before.key_item(place->second));
    hit.insert(place);
  }
  std::erase_if(rest, [&](const Place* place) { return hit.contains(place); });
  incident.good_writes = good_writes_among(
      std::move(rest), before, share(count, size.good_writes_permille), "Reviewed", random);
  return incident;
}

std::vector<Item> plan_good_writes(const Inventory& before, std::size_t count,
                                   std::string_view label, Random& random) {
  return good_writes_among(all_places(before), before, count, label, random);
}

void carry_out(const Incident& incident, Inventory& inventory) {
  for (const Item& key : incident.overwritten) {
    const auto bytes = inventory.key_of(key);
    TM_CHECK(bytes && inventory.find(bytes.value()) != nullptr);
    Item item = Inventory::item_of(*inventory.find(bytes.value()));
    item.set(incident.attribute, incident.bad_value);
    TM_CHECK(inventory.put(item));
  }
  for (const Item& key : incident.deleted) {
    const auto bytes = inventory.key_of(key);
    TM_CHECK(bytes && inventory.erase(bytes.value()));
  }
  write_into(incident.good_writes, inventory);
}

void write_into(const std::vector<Item>& writes, Inventory& inventory) {
  for (const Item& item : writes) TM_CHECK(inventory.put(item));
}

}  // namespace tidemark::runbooks
