#include "storage/testing/attempt.h"

#include "codec/ordered_bytes.h"

#include <algorithm>
#include <array>

namespace tidemark::storage::testing {

namespace {

using std::chrono::microseconds;

constexpr std::size_t kMostTables = 7;
constexpr std::size_t kMostPins = 5;
constexpr std::size_t kMostJobs = 5;

bool one_in(Random& random, std::uint64_t count) {
  return random.below(count) == 0;
}

History random_history(Random& random, Timestamp floor) {
  static constexpr std::array<std::int64_t, 4> kPeriods{60, 3'000, 2'000'000, 600'000'000};
  History history;
  history.kept = !one_in(random, 3);
  history.period = microseconds(kPeriods.at(random.below(kPeriods.size())));
  history.floor = floor;
  return history;
}

template <class Map>
const typename Map::value_type* some(const Map& map, Random& random) {
  if (map.empty()) return nullptr;
  return &*std::next(map.begin(), static_cast<std::ptrdiff_t>(random.below(map.size())));
}

}  // namespace

std::optional<Version> Look::get(const KeyRef& key) {
  const auto found = view_.get(key);
  if (!found) {
    trace_.seen.push_back({key, std::nullopt, found.error().code == Code::kNotFound});
    return std::nullopt;
  }
  trace_.seen.push_back({key, found.value(), false});
  return found.value();
}

std::optional<Strata> Look::strata_at(TableId table, Timestamp at) {
  auto strata = view_.strata_at(table, at);
  trace_.sights.push_back(
      {table, at, strata ? std::nullopt : std::optional<Error>(strata.error())});
  if (!strata) return std::nullopt;
  return std::move(strata).value();
}

std::uint64_t Look::fresh_id() {
  trace_.fresh_ids.push_back(view_.new_table_id().value);
  return trace_.fresh_ids.back();
}

void Look::write(const KeyRef& key, std::optional<std::string> value) {
  const auto old = get(key);
  if (key.part != kUntallied && key.table != kCatalog) {
    Tally delta;
    if (old) delta += -tally_of(key.key, old->value);
    if (value) delta += tally_of(key.key, *value);
    changes_.tally(key.table, key.part, delta);
  }
  changes_.writes.push_back({key, std::move(value)});
}

KeyRef marker_of(std::uint64_t attempt) {
  return {kCatalog, kMarkers, codec::ordered(fmt::format("{:02}", attempt % kMarkerSlots))};
}

KeyRef Attempts::item_key(TableId table, Part part, std::uint64_t number) {
  std::string name = fmt::format("k{}", number);
  if (number % 4 == 1) name = std::string("k\0", 2) + name;  // needs escaping
  if (number % 4 == 2) name = "\xff\xff" + name;
  if (number == 3) name.clear();
  return {table, part, codec::ordered(name)};
}

AttemptPtr Attempts::make(std::string what, std::vector<KeyRef> keys,
                          std::function<bool(Look&)> decide) {
  auto attempt = std::make_shared<Attempt>();
  attempt->id = ++made_;
  attempt->what = std::move(what);
  attempt->keys = std::move(keys);
  attempt->decide = [decide = std::move(decide), id = made_](Look& look) {
    if (!decide(look)) return false;
    look.changes().put(marker_of(id), std::to_string(id));
    return true;
  };
  return attempt;
}

AttemptPtr Attempts::draw(Random& random) {
  const std::uint64_t dice = random.below(100);
  if (dice < 48) return write(random);
  if (dice < 62) return conditional(random);
  if (dice < 73) return blind(random);
  if (dice < 82) return history(random);
  if (dice < 86) return pin(random);
  if (dice < 89) return unpin(random);
  if (dice < 91) return branch(random);
  if (dice < 92) return create(random);
  if (dice < 93) return drop(random);
  if (dice < 95) return purge(random);
  if (dice < 99) return job(random);
  return too_large(random);
}

std::string Attempts::value(Random& random) {
  const std::size_t padding = random.below(one_in(random, 10) ? 900 : 30);
  return fmt::format("v{}.{}", made_ + 1, std::string(padding, '.'));
}

const ModelTable* Attempts::some_live(Random& random) const {
  std::vector<const ModelTable*> live;
  for (const auto& [id, table] : model_.tables()) {
    if (id != kCatalog && table.live()) live.push_back(&table);
  }
  return live.empty() ? nullptr : live[random.below(live.size())];
}

// One whose history outlives it.
const ModelTable* Attempts::some_dropped(Random& random) const {
  std::vector<const ModelTable*> dropped;
  for (const auto& [id, table] : model_.tables()) {
    if (!table.live() && !model_.may_be_gone(table)) dropped.push_back(&table);
  }
  return dropped.empty() ? nullptr : dropped[random.below(dropped.size())];
}

std::size_t Attempts::live_count() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      model_.tables(), [](const auto& entry) { return entry.second.live(); }));
}

// Distinct keys, mostly of one table.
std::vector<KeyRef> Attempts::some_keys(Random& random, std::size_t at_most) {
  std::vector<KeyRef> keys;
  const ModelTable* table = some_live(random);
  for (std::size_t left = 1 + random.below(at_most); left > 0 && table != nullptr; --left) {
    if (one_in(random, 8)) table = some_live(random);
    const bool item = !one_in(random, 4);
    const std::uint64_t number = random.below(item ? kItemKeys : kIndexKeys);
    const Part other = number % 2 == 0 ? kUntallied : kTallied;
    keys.push_back(item_key(table->state.id, item ? kItems : other, number));
  }
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  return keys;
}

AttemptPtr Attempts::write(Random& random) {
  const auto keys = some_keys(random, one_in(random, 4) ? 6 : 2);
  if (keys.empty()) return create(random);
  std::vector<std::optional<std::string>> values;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    values.push_back(random.below(3) == 0 ? std::nullopt : std::optional(value(random)));
  }
  return make(fmt::format("write {} keys", keys.size()), keys, [keys, values](Look& look) {
    for (std::size_t i = 0; i < keys.size(); ++i) look.write(keys[i], values[i]);
    return true;
  });
}

// Writes what it never read, where nothing is tallied.
AttemptPtr Attempts::blind(Random& random) {
  const ModelTable* table = some_live(random);
  if (table == nullptr) return create(random);
  const KeyRef key = item_key(table->state.id, kUntallied, random.below(kIndexKeys));
  const auto text = one_in(random, 3) ? std::nullopt : std::optional(value(random));
  return make("blind write", {key}, [key, text](Look& look) {
    look.changes().writes.push_back({key, text});
    return true;
  });
}

// Refuses unless the number of rows present among its keys is even; moves one value to the next.
AttemptPtr Attempts::conditional(Random& random) {
  const auto keys = some_keys(random, 4);
  if (keys.empty()) return create(random);
  const std::string text = value(random);
  return make("conditional", keys, [keys, text](Look& look) {
    std::vector<std::optional<Version>> found;
    for (const auto& key : keys) found.push_back(look.get(key));
    const auto present = std::ranges::count_if(found, [](const auto& v) { return v.has_value(); });
    if (present % 2 == 1) return false;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto& moved = found[(i + 1) % keys.size()];
      look.write(keys[i], moved ? std::optional(moved->value) : std::optional(text));
    }
    return true;
  });
}

AttemptPtr Attempts::create(Random& random) {
  if (live_count() >= kMostTables) return one_in(random, 4) ? drop(random) : write(random);
  const History drawn = random_history(random, {});
  const KeyRef first = item_key({0}, kItems, random.below(kItemKeys));
  const std::string text = value(random);
  return make("create", {}, [drawn, first, text](Look& look) {
    History history = drawn;
    history.floor = look.view().now();
    const TableId id{look.fresh_id()};
    look.changes().new_tables.push_back({id, history, {}, {}});
    look.changes().put({id, first.part, first.key}, text);
    look.changes().tally(id, tally_of(first.key, text));
    return true;
  });
}

// History on or off, another period, or the change index kept for its own sake; half of the time
// with an overwrite in the same commit, whose old version must be kept.
AttemptPtr Attempts::history(Random& random) {
  const ModelTable* table = some_live(random);
  if (table == nullptr) return create(random);
  const History drawn = random_history(random, {});
  const bool keep_changes = one_in(random, 3);
  const bool overwrite = !one_in(random, 3);
  const TableId id = table->state.id;
  const KeyRef key = item_key(id, kItems, random.below(kItemKeys));
  const auto text = one_in(random, 4) ? std::nullopt : std::optional(value(random));
  const auto what = fmt::format("history {}{} of table {}", drawn.kept ? "on" : "off",
                                overwrite ? " and overwrite" : "", id.value);
  return make(what, {key}, [=](Look& look) {
    const auto state = look.view().table(id);
    if (!state || state->dropped_at) return false;
    History history = drawn;
    history.floor = state->history.floor;
    history.changes_from = state->history.changes_from;
    if (history.kept && !state->history.kept) history.floor = look.view().before();
    if (keep_changes && !history.changes_from) history.changes_from = look.view().before();
    look.changes().first_in_group = true;
    look.changes().histories.push_back({id, history});
    if (overwrite) look.write(key, text);
    return true;
  });
}

Timestamp Attempts::past_of(const ModelTable& table, Random& random) const {
  if (table.touched.empty()) return table.state.created_at;
  const auto touch = std::next(table.touched.begin(),
                               static_cast<std::ptrdiff_t>(random.below(table.touched.size())));
  const Timestamp at = touch->at + microseconds(static_cast<std::int64_t>(random.below(3)) - 1);
  const Timestamp end =
      table.live() ? model_.last_commit() : *table.state.dropped_at - microseconds(1);
  return std::min(std::max(at, table.state.created_at), end);
}

AttemptPtr Attempts::pin(Random& random) {
  const ModelTable* table = some_live(random);
  if (table == nullptr || model_.pins().size() >= kMostPins) return unpin(random);
  const bool at_now = one_in(random, 2);
  const Timestamp past = past_of(*table, random);
  const TableId id = table->state.id;
  const std::string name = fmt::format("pin-{}", made_ + 1);
  const auto what =
      fmt::format("pin table {} at {}", id.value, at_now ? "now" : std::to_string(past.micros));
  const KeyRef key = item_key(id, kItems, random.below(kItemKeys));
  const auto text = one_in(random, 2) ? std::nullopt : std::optional(value(random));
  return make(what, {key}, [=](Look& look) {
    const Timestamp at = at_now ? look.view().before() : past;
    look.changes().first_in_group = at_now;
    auto sees = look.strata_at(id, at);
    if (!sees) return false;
    look.changes().pins.push_back({name, id, at, *std::move(sees)});
    if (text) look.write(key, text);  // what the pin sees is from before this
    return true;
  });
}

AttemptPtr Attempts::unpin(Random& random) {
  const auto* pin = some(model_.pins(), random);
  if (pin == nullptr) return write(random);
  const std::string id = pin->first;
  return make("unpin " + id, {}, [id](Look& look) {
    if (!look.view().pin(id)) return false;
    look.changes().unpins.push_back(id);
    look.changes().makes_room = true;
    return true;
  });
}

AttemptPtr Attempts::branch(Random& random) {
  if (live_count() >= kMostTables) return one_in(random, 4) ? drop(random) : write(random);
  const auto* pin = some(model_.pins(), random);
  if (pin != nullptr && one_in(random, 3)) return branch_of_pin(random, pin->second);
  const ModelTable* source = one_in(random, 3) ? some_dropped(random) : nullptr;
  if (source == nullptr) source = some_live(random);
  return source == nullptr ? create(random) : branch_of_past(random, *source);
}

AttemptPtr Attempts::branch_of_past(Random& random, const ModelTable& source) {
  const TableId from = source.state.id;
  const bool at_now = source.live() && one_in(random, 2);
  const Timestamp past = past_of(source, random);
  const Tally tally_then = model_.tally(from, kItems, past);
  const Tally other_then = model_.tally(from, kTallied, past);
  const History drawn = random_history(random, {});
  const auto what = fmt::format("branch of table {} at {}", from.value,
                                at_now ? "now" : std::to_string(past.micros));
  return make(what, {}, [=](Look& look) {
    const Timestamp at = at_now ? look.view().before() : past;
    look.changes().first_in_group = at_now;
    auto beneath = look.strata_at(from, at);
    if (!beneath || beneath->size() >= kMaxStrata) return false;
    Tally tally = tally_then;
    Tally other = other_then;
    if (at_now) {
      tally = look.view().tally(from);
      other = look.view().tally(from, kTallied);
      look.trace().tallies.emplace_back(from, kItems, tally);
      look.trace().tallies.emplace_back(from, kTallied, other);
    }
    History history = drawn;
    history.floor = look.view().now();
    look.trace().origin = {from, at, ""};
    look.changes().new_tables.push_back(
        {TableId{look.fresh_id()}, history, *std::move(beneath), tally, {{kTallied, other}}});
    return true;
  });
}

AttemptPtr Attempts::branch_of_pin(Random& random, const ModelPin& pin) {
  const std::string id = pin.state.id;
  const Tally tally = model_.pin_tally(id, kItems);
  const Tally other = model_.pin_tally(id, kTallied);
  const History drawn = random_history(random, {});
  return make("branch of " + id, {}, [=](Look& look) {
    const auto found = look.view().pin(id);
    if (!found || found->sees.size() >= kMaxStrata) return false;
    History history = drawn;
    history.floor = look.view().now();
    look.trace().origin = {std::nullopt, {}, id};
    look.changes().new_tables.push_back(
        {TableId{look.fresh_id()}, history, found->sees, tally, {{kTallied, other}}});
    return true;
  });
}

AttemptPtr Attempts::drop(Random& random) {
  const ModelTable* table = some_live(random);
  if (table == nullptr) return create(random);
  const TableId id = table->state.id;
  const bool purge_too = one_in(random, 8);
  return make(fmt::format("drop table {}", id.value), {}, [id, purge_too](Look& look) {
    const auto state = look.view().table(id);
    if (!state || state->dropped_at) return false;
    look.changes().drops.push_back(id);
    // Without history nothing is left to purge.
    if (purge_too && state->history.kept) look.changes().purges.push_back(id);
    return true;
  });
}

AttemptPtr Attempts::purge(Random& random) {
  for (const auto& [id, table] : model_.tables()) {
    if (table.live() || table.purged || one_in(random, 2)) continue;
    return make(fmt::format("purge table {}", id.value), {}, [gone = id](Look& look) {
      const auto state = look.view().table(gone);
      if (!state || !state->dropped_at) return false;
      look.changes().purges.push_back(gone);
      look.changes().makes_room = true;
      return true;
    });
  }
  return write(random);
}

AttemptPtr Attempts::job(Random& random) {
  const auto* job = some(model_.jobs(), random);
  if (job != nullptr && (model_.jobs().size() >= kMostJobs || one_in(random, 2)) &&
      job->second.kind == "test") {
    const std::string id = job->first;
    return make("finish job " + id, {}, [id](Look& look) {
      if (!look.view().job(id)) return false;
      look.changes().finished_jobs.push_back(id);
      return true;
    });
  }
  JobRow row{.id = fmt::format("job-{}", random.below(4)),
             .kind = "test",
             .due_at = {},
             .failures = 0,
             .failed = false,
             .reason = "",
             .state = value(random)};
  row.due_at = model_.last_commit() + microseconds(static_cast<std::int64_t>(random.below(1000)));
  row.failures = static_cast<std::uint32_t>(random.below(10));
  row.failed = one_in(random, 5);
  if (row.failed) row.reason = "it was drawn to fail";
  return make("job " + row.id, {}, [row](Look& look) {
    look.changes().jobs.push_back(row);
    return true;
  });
}

AttemptPtr Attempts::too_large(Random& random) {
  const ModelTable* table = some_live(random);
  if (table == nullptr) return create(random);
  const KeyRef key = item_key(table->state.id, kUntallied, random.below(kIndexKeys));
  auto attempt = make("too large", {key}, [key, size = decision_bytes_ + 1](Look& look) {
    look.changes().put(key, std::string(size, 'x'));
    return true;
  });
  attempt->over_limit = true;
  return attempt;
}

}  // namespace tidemark::storage::testing
