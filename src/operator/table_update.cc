#include "operator/table_update.h"

#include "codec/json.h"

#include <algorithm>
#include <functional>

namespace tidemark::runbooks {
namespace {

using codec::JsonWriter;

// How one kind of throughput is written in UpdateTable.
struct Kind {
  std::optional<Units> Capacity::* member;
  std::string_view name;
  std::string_view read;
  std::string_view write;
};

constexpr Kind kProvisioned{&Capacity::provisioned, "ProvisionedThroughput", "ReadCapacityUnits",
                            "WriteCapacityUnits"};
constexpr Kind kLimits{&Capacity::on_demand_limits, "OnDemandThroughput", "MaxReadRequestUnits",
                       "MaxWriteRequestUnits"};
constexpr Kind kWarm{&Capacity::warm, "WarmThroughput", "ReadUnitsPerSecond",
                     "WriteUnitsPerSecond"};

void write_units(JsonWriter& out, const Kind& kind, const Units& units) {
  out.key(kind.name).begin_object().key(kind.read).number(units.read);
  out.key(kind.write).number(units.write).end_object();
}

JsonWriter body_for(const std::string& table) {
  JsonWriter out;
  out.begin_object().key("TableName").string(table);
  return out;
}

struct IndexUnits {
  std::string index;
  Units units;
};

void write_index_updates(JsonWriter& out, const Kind& kind,
                         const std::vector<IndexUnits>& indexes) {
  if (indexes.empty()) return;
  out.key("GlobalSecondaryIndexUpdates").begin_array();
  for (const IndexUnits& index : indexes) {
    out.begin_object().key("Update").begin_object().key("IndexName").string(index.index);
    write_units(out, kind, index.units);
    out.end_object().end_object();
  }
  out.end_array();
}

// What has to be set where `found` is; unset where nothing has to.
using Change = std::function<std::optional<Units>(const Capacity& wanted, const Capacity& found)>;

std::vector<IndexUnits> index_changes(const Passport& wanted, const Passport& found,
                                      const Change& change) {
  std::vector<IndexUnits> changes;
  for (const auto& [index, capacity] : wanted.index_capacity) {
    const auto other = found.index_capacity.find(index);
    if (other == found.index_capacity.end()) continue;
    if (const auto units = change(capacity, other->second)) changes.push_back({index, *units});
  }
  return changes;
}

// Table and indexes in one request; the billing mode with them when it changes.
std::vector<std::string> provisioned_updates(const Passport& wanted, const Passport& found) {
  const bool switches = !found.capacity.provisioned;
  const Change change = [&](const Capacity& want, const Capacity& have) {
    return !switches && want.provisioned == have.provisioned ? std::nullopt : want.provisioned;
  };
  const auto table = change(wanted.capacity, found.capacity);
  const auto indexes = index_changes(wanted, found, change);
  if (!table && indexes.empty()) return {};
  JsonWriter out = body_for(found.table);
  if (switches) out.key("BillingMode").string("PROVISIONED");
  if (table) write_units(out, kProvisioned, *table);
  write_index_updates(out, kProvisioned, indexes);
  return {out.end_object().take()};
}

std::vector<std::string> billing_updates(const Passport& wanted, const Passport& found) {
  if (wanted.capacity.provisioned) return provisioned_updates(wanted, found);
  if (!found.capacity.provisioned) return {};
  return {body_for(found.table).key("BillingMode").string("PAY_PER_REQUEST").end_object().take()};
}

std::vector<std::string> separate_updates(const Kind& kind, const Passport& wanted,
                                          const Passport& found, const Change& change) {
  std::vector<std::string> bodies;
  if (const auto units = change(wanted.capacity, found.capacity)) {
    JsonWriter out = body_for(found.table);
    write_units(out, kind, *units);
    bodies.push_back(out.end_object().take());
  }
  for (const IndexUnits& index : index_changes(wanted, found, change)) {
    JsonWriter out = body_for(found.table);
    write_index_updates(out, kind, {index});
    bodies.push_back(out.end_object().take());
  }
  return bodies;
}

std::optional<Units> changed_limits(const Capacity& wanted, const Capacity& found) {
  constexpr Units kNone{-1, -1};
  const Units want = wanted.on_demand_limits.value_or(kNone);
  return want == kNone || want == found.on_demand_limits.value_or(kNone) ? std::nullopt
                                                                         : std::optional(want);
}

std::optional<Units> raised_warmth(const Capacity& wanted, const Capacity& found) {
  if (!wanted.warm || !found.warm) return std::nullopt;
  const Units raised{std::max(wanted.warm->read, found.warm->read),
                     std::max(wanted.warm->write, found.warm->write)};
  return raised == *found.warm ? std::nullopt : std::optional(raised);
}

}  // namespace

std::vector<std::string> throughput_updates(Aspect aspect, const Passport& wanted,
                                            const Passport& found) {
  if (aspect == Aspect::kThroughput) return billing_updates(wanted, found);
  if (aspect == Aspect::kOnDemandLimits) {
    return separate_updates(kLimits, wanted, found, changed_limits);
  }
  return separate_updates(kWarm, wanted, found, raised_warmth);
}

}  // namespace tidemark::runbooks
