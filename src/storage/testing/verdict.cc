#include "storage/testing/verdict.h"

#include "storage/testing/attempt.h"

#include <algorithm>

namespace tidemark::storage::testing {

namespace {

using std::chrono::microseconds;

constexpr std::size_t kAnswersKept = 100;

std::string text(const std::optional<Version>& version) {
  if (!version) return "nothing";
  return fmt::format("'{}' of {}", version->value.substr(0, 12), version->written_at.micros);
}

std::string name(const KeyRef& key) {
  std::string printable;
  for (const char c : key.key) printable += c >= ' ' && c <= '~' ? c : '?';
  return fmt::format("table {} part {} key {}", key.table.value, key.part, printable);
}

std::string text(const Tally& tally) {
  return fmt::format("{} items, {} bytes, digest …{:x}", tally.items, tally.bytes,
                     static_cast<std::uint64_t>(tally.digest));
}

std::string some_bound(Random& random) {
  if (random.below(2) == 0) return "";
  return Attempts::item_key({}, kItems, random.below(Attempts::kItemKeys)).key;
}

// Part by part, every key that the run may ever write there.
std::vector<KeyRef> keys_of(TableId table) {
  std::vector<KeyRef> keys;
  if (table == kCatalog) {
    for (std::uint64_t i = 0; i < kMarkerSlots; i += 5) keys.push_back(marker_of(i));
    return keys;
  }
  for (std::uint64_t i = 0; i < Attempts::kItemKeys; ++i) {
    keys.push_back(Attempts::item_key(table, kItems, i));
  }
  for (std::uint64_t i = 0; i < Attempts::kIndexKeys; ++i) {
    keys.push_back(Attempts::item_key(table, kUntallied, i));
    keys.push_back(Attempts::item_key(table, kTallied, i));
  }
  return keys;
}

}  // namespace

Listing part_of(Listing listing, const std::string& from, const std::string& until,
                Direction direction) {
  std::erase_if(listing, [&](const auto& row) {
    return row.first < from || (!until.empty() && row.first >= until);
  });
  if (direction == Direction::kBackward) std::ranges::reverse(listing);
  return listing;
}

void Verdict::look_at(Store& store) {
  store_ = &store;
  earliest_.clear();  // a floor that no sync had raised may lie lower again
}

void Verdict::fail(std::string text) {
  if (!failure_) failure_ = std::move(text);
}

void Verdict::differ(std::string text) {
  if (!moot_()) fail(std::move(text));
}

void Verdict::closed(Timestamp at) {
  highest_clock_ = std::max(highest_clock_, at);
  if (!moot_()) model_.note_closed(at);
}

Verdict::Expected Verdict::expected(TableId id, Timestamp at) {
  const ModelTable& table = *model_.table(id);
  const Timestamp clock = store_->commit_clock();
  highest_clock_ = std::max(highest_clock_, clock);
  if (at < table.state.created_at) return Expected::kRefusal;
  // Now was later once, before somebody set the clock back, and may have been closed then.
  if (at > clock) return at <= highest_clock_ ? Expected::kEither : Expected::kRefusal;
  if (table.state.dropped_at && at >= *table.state.dropped_at) return Expected::kRefusal;
  if (model_.may_be_gone(table)) return Expected::kEither;
  if (model_.pinned(id, at)) return Expected::kAnswer;
  if (at == clock && table.live()) return Expected::kAnswer;
  const auto window = store_->window(id);
  if (!window) {
    differ(fmt::format("window of table {}: {}", id.value, to_text(window.error())));
    return Expected::kEither;
  }
  if (at >= window.value().earliest) return Expected::kAnswer;
  // Without history only now is promised; that nothing was written since may be noticed.
  const bool still_now = !table.state.history.kept && table.live() && at >= model_.last_commit();
  return still_now || model_.referenced(id, at) ? Expected::kEither : Expected::kRefusal;
}

void Verdict::everything(Random& random, int instants) {
  catalog_rows();
  asked_before();
  for (const auto& [id, table] : model_.tables()) {
    if (failure_) return;
    if (model_.may_be_gone(table) && !store_->table(id)) continue;
    window(table);
    if (table.live()) newest(table, random);
    for (int i = 0; i < instants && !failure_; ++i) instant(id, instant_of(table, random), random);
    changes(table, random);
  }
  for (const auto& [id, unused] : model_.pins()) {
    if (!failure_) pin(id, random);
  }
}

void Verdict::something(Random& random) {
  const auto table = std::next(model_.tables().begin(),
                               static_cast<std::ptrdiff_t>(random.below(model_.tables().size())));
  const auto& [id, state] = *table;
  if (model_.may_be_gone(state) && !store_->table(id)) return;
  window(state);
  switch (random.below(4)) {
    case 0:
      if (state.live()) newest(state, random);
      break;
    case 1: changes(state, random); break;
    case 2: asked_before(); break;
    default: instant(id, instant_of(state, random), random);
  }
}

// Tables, pins and jobs as rows, floors apart.
void Verdict::catalog_rows() {
  std::map<TableId, TableState> tables;
  for (auto& state : store_->tables()) tables[state.id] = state;
  for (const auto& [id, table] : model_.tables()) {
    const auto found = tables.find(id);
    if (found == tables.end()) {
      if (!model_.may_be_gone(table)) return differ(fmt::format("table {} is gone", id.value));
      continue;
    }
    TableState want = table.state;
    want.history.floor = found->second.history.floor;
    if (want != found->second) {
      return differ(fmt::format(
          "table {} has another state: created {} (want {}), dropped {}, "
          "{} strata (want {}), history kept {} (want {}), period {} (want {})",
          id.value, found->second.created_at.micros, want.created_at.micros,
          found->second.dropped_at ? found->second.dropped_at->micros : 0,
          found->second.beneath.size(), want.beneath.size(), found->second.history.kept,
          want.history.kept, found->second.history.period.count(), want.history.period.count()));
    }
    if (want.history.kept && found->second.history.floor > table.floor_limit) {
      return differ(fmt::format("floor of table {} is {}, may be at most {}", id.value,
                                found->second.history.floor.micros, table.floor_limit.micros));
    }
    tables.erase(found);
  }
  if (!tables.empty()) return differ(fmt::format("unknown table {}", tables.begin()->first.value));

  std::map<std::string, PinState> want_pins;
  for (const auto& [id, pin] : model_.pins()) want_pins[id] = pin.state;
  std::map<std::string, PinState> pins;
  for (auto& pin : store_->pins()) pins[pin.id] = pin;
  if (pins != want_pins)
    return differ(fmt::format("{} pins, want {}", pins.size(), want_pins.size()));
  std::map<std::string, JobRow> jobs;
  for (auto& job : store_->jobs()) jobs[job.id] = job;
  if (jobs != model_.jobs())
    differ(fmt::format("{} jobs, want {}", jobs.size(), model_.jobs().size()));
}

void Verdict::window(const ModelTable& table) {
  const TableId id = table.state.id;
  const auto window = store_->window(id);
  if (!window) {
    if (!model_.may_be_gone(table)) {
      differ(fmt::format("window of table {}: {}", id.value, to_text(window.error())));
    }
    return;
  }
  const auto [earliest, latest] = window.value();
  const Timestamp want =
      table.live() ? store_->commit_clock() : *table.state.dropped_at - microseconds(1);
  if (latest != want) {
    differ(fmt::format("window of table {} ends at {}, want {}", id.value, latest.micros,
                       want.micros));
  }
  if (!table.state.history.kept) {
    earliest_.erase(id);
    return;
  }
  model_.note_time(clock_.now());
  const Timestamp limit = std::max(table.floor_limit, table.state.created_at);
  if (earliest > limit || earliest < table.state.created_at) {
    differ(fmt::format("window of table {} opens at {}, floor may be at most {}, created {}",
                       id.value, earliest.micros, limit.micros, table.state.created_at.micros));
  }
  if (earliest < earliest_[id]) {
    differ(fmt::format("window of table {} fell from {} to {}", id.value, earliest_[id].micros,
                       earliest.micros));
  }
  earliest_[id] = earliest;
}

Timestamp Verdict::instant_of(const ModelTable& table, Random& random) {
  const auto around = [&](Timestamp at) {
    return at + microseconds(static_cast<std::int64_t>(random.below(3)) - 1);
  };
  const auto window = store_->window(table.state.id);
  switch (random.below(8)) {
    case 0: return window ? around(window.value().earliest) : table.state.created_at;
    case 1: return window ? around(window.value().latest) : table.state.created_at;
    case 2: return around(table.state.created_at);
    case 3: return store_->commit_clock();
    case 4:
      for (const auto& [id, pin] : model_.pins()) {
        if (pin.state.table == table.state.id && random.below(2) == 0) return pin.state.at;
      }
      [[fallthrough]];
    default: {
      if (table.touched.empty()) return table.state.created_at;
      // Late commits more often: they are the ones still in the window.
      const std::size_t count = table.touched.size();
      const std::size_t back = random.below(1 + random.below(count));
      return around(std::prev(table.touched.end(), static_cast<std::ptrdiff_t>(back + 1))->at);
    }
  }
}

void Verdict::instant(TableId id, Timestamp at, Random& random) {
  const Expected expect = expected(id, at);
  for (const KeyRef& key : keys_of(id)) {
    if (failure_) return;
    if (random.below(3) != 0) point(key, at, expect, random);
  }
  if (id != kCatalog) tally(id, kItems, at, expect);
  if (id != kCatalog) tally(id, kTallied, at, expect);
  for (const Part part : {kItems, kUntallied, kTallied, kMarkers}) {
    if ((id == kCatalog) == (part == kMarkers)) paged(id, part, at, expect, random);
  }
}

void Verdict::point(const KeyRef& key, Timestamp at, Expected expect, Random& random) {
  const auto got = store_->read_as_of(key, at);
  if (expect == Expected::kEither && !got) return;
  if (expect == Expected::kRefusal) {
    if (got) {
      const TableState& state = model_.table(key.table)->state;
      const auto window = store_->window(key.table);
      differ(
          fmt::format("{} at {} was answered, must be refused: window {} to {}, created {}, "
                      "dropped {}, history {}, clock {}",
                      name(key), at.micros, window ? window.value().earliest.micros : 0,
                      window ? window.value().latest.micros : 0, state.created_at.micros,
                      state.dropped_at ? state.dropped_at->micros : 0,
                      state.history.kept ? "kept" : "off", store_->commit_clock().micros));
    }
    ++denials_;
    return;
  }
  if (!got) return differ(fmt::format("{} at {}: {}", name(key), at.micros, to_text(got.error())));
  closed(at);
  const auto want = model_.row(key, at);
  if (got.value() != want) {
    return differ(fmt::format("{} at {} is {}, want {}", name(key), at.micros, text(got.value()),
                              text(want)));
  }
  if (at < model_.last_commit()) ++answers_;
  if (random.below(10) == 0) remember({key, at, want}, random);
}

void Verdict::remember(const Answered& answered, Random& random) {
  if (answered_.size() < kAnswersKept) {
    answered_.push_back(answered);
  } else {
    answered_[random.below(kAnswersKept)] = answered;
  }
}

void Verdict::asked_before() {
  for (const Answered& asked : answered_) {
    if (model_.table(asked.key.table) == nullptr) continue;
    if (expected(asked.key.table, asked.at) != Expected::kAnswer) continue;
    const auto again = store_->read_as_of(asked.key, asked.at);
    if (!again || again.value() != asked.answer) {
      return differ(fmt::format("{} at {} was {} once, now {}", name(asked.key), asked.at.micros,
                                text(asked.answer),
                                again ? text(again.value()) : to_text(again.error())));
    }
  }
}

void Verdict::tally(TableId id, Part part, Timestamp at, Expected expect) {
  const auto got = store_->tally_as_of(id, at, part);
  if (expect == Expected::kEither && !got) return;
  if (expect == Expected::kRefusal) {
    if (got) differ(fmt::format("tally of {} at {} must be refused", id.value, at.micros));
    return;
  }
  if (got) closed(at);
  const Tally want = model_.tally(id, part, at);
  if (!got || got.value() != want) {
    differ(fmt::format("tally of table {}, part {}, at {} is {}, want {}", id.value, part,
                       at.micros, got ? text(got.value()) : to_text(got.error()), text(want)));
  }
}

void Verdict::same_listing(const std::string& what, const Listing& want, const Listing& got) {
  if (want == got) return;
  const auto [w, g] = std::ranges::mismatch(want, got);
  const auto show = [](const Listing& listing, auto row) {
    if (row == listing.end()) return std::string("the end");
    return fmt::format("{} {}", name({{}, 0, row->first}), text(row->second));
  };
  differ(fmt::format("{}: {} rows, want {}; first difference: {}, want {}", what, got.size(),
                     want.size(), show(got, g), show(want, w)));
}

// A range in pages, each a scan of its own; nullopt: the newest state.
void Verdict::paged(TableId id, Part part, std::optional<Timestamp> at, Expected expect,
                    Random& random) {
  const Direction direction = random.below(2) == 0 ? Direction::kForward : Direction::kBackward;
  Range range{id, part, some_bound(random), some_bound(random)};
  if (!range.until.empty() && range.until < range.from) range.until.clear();
  const Range whole = range;
  const std::string what =
      fmt::format("scan of table {} part {} at {} {}", id.value, part, at ? at->micros : -1,
                  direction == Direction::kForward ? "forward" : "backward");
  Listing got;
  for (bool more = true; more;) {
    auto scan = at ? store_->scan_as_of(range, *at, direction) : store_->scan(range, direction);
    if (!scan) {
      if (expect == Expected::kAnswer) differ(fmt::format("{}: {}", what, to_text(scan.error())));
      return;
    }
    if (expect == Expected::kRefusal) return differ(what + " must be refused");
    if (at) closed(*at);
    std::size_t left = 1 + random.below(8);
    for (; left > 0 && scan.value().valid(); --left, scan.value().next()) {
      got.emplace_back(scan.value().key(),
                       Version{scan.value().written_at(), std::string(scan.value().value())});
    }
    more = scan.value().valid();
    if (auto status = scan.value().status(); !more && !status) {
      return differ(fmt::format("{}: {}", what, to_text(status.error())));
    }
    if (more && direction == Direction::kForward) range.from = got.back().first + '\0';
    if (more && direction == Direction::kBackward) range.until = got.back().first;
    if (got.size() > 1000) return differ(what + " does not end");
  }
  same_listing(what,
               part_of(model_.listing(id, part, at.value_or(Timestamp::max())), whole.from,
                       whole.until, direction),
               got);
}

void Verdict::newest(const ModelTable& table, Random& random) {
  const TableId id = table.state.id;
  for (const KeyRef& key : keys_of(id)) {
    if (random.below(3) == 0) continue;
    const auto got = store_->read(key);
    const auto want = model_.row(key, Timestamp::max());
    if (!got || got.value() != want) {
      return differ(fmt::format("{} is {}, want {}", name(key),
                                got ? text(got.value()) : to_text(got.error()), text(want)));
    }
  }
  if (id == kCatalog) return paged(id, kMarkers, std::nullopt, Expected::kAnswer, random);
  paged(id, kItems, std::nullopt, Expected::kAnswer, random);
  paged(id, kUntallied, std::nullopt, Expected::kAnswer, random);
  paged(id, kTallied, std::nullopt, Expected::kAnswer, random);
  for (const Part part : {kItems, kTallied}) {
    const auto got = store_->tally(id, part);
    const Tally want = model_.tally(id, part, Timestamp::max());
    if (got && got.value() == want) continue;
    differ(fmt::format("tally of table {}, part {}, is {}, want {}", id.value, part,
                       got ? text(got.value()) : to_text(got.error()), text(want)));
  }
}

void Verdict::pin(const std::string& id, Random& random) {
  const Direction direction = random.below(2) == 0 ? Direction::kForward : Direction::kBackward;
  for (const Part part : {kItems, kUntallied, kTallied}) {
    Range range{{}, part, some_bound(random), some_bound(random)};
    if (!range.until.empty() && range.until < range.from) range.until.clear();
    auto scan = store_->scan_pin(id, range, direction);
    if (!scan) return differ(fmt::format("{}: {}", id, to_text(scan.error())));
    finish({std::move(scan).value(),
            part_of(model_.pin_listing(id, part), range.from, range.until, direction),
            fmt::format("{} part {}", id, part)});
  }
}

void Verdict::read_some(HeldScan& held, std::size_t rows) {
  Listing got;
  for (; rows > 0 && held.scan.valid(); --rows, held.scan.next()) {
    got.emplace_back(held.scan.key(),
                     Version{held.scan.written_at(), std::string(held.scan.value())});
  }
  if (auto status = held.scan.status(); !held.scan.valid() && !status) {
    return differ(fmt::format("{}: {}", held.what, to_text(status.error())));
  }
  const std::size_t share = held.scan.valid() ? got.size() : held.rest.size();
  const auto split =
      held.rest.begin() + static_cast<std::ptrdiff_t>(std::min(share, held.rest.size()));
  same_listing(held.what, Listing(held.rest.begin(), split), got);
  held.rest.erase(held.rest.begin(), split);
}

void Verdict::finish(HeldScan held) {
  read_some(held, 100'000);
}

void Verdict::changes(const ModelTable& table, Random& random) {
  const TableId id = table.state.id;
  if (!table.indexed_from || !table.live()) return;
  const auto window = store_->window(id);
  if (!window) return;
  const History& history = table.state.history;
  Timestamp reach = std::max(*table.indexed_from, window.value().earliest);
  if (history.changes_from && (!history.kept || *history.changes_from < reach)) {
    reach = *history.changes_from;
  }
  reach = std::max(reach, table.state.created_at);
  const Timestamp after = std::max(reach, instant_of(table, random));
  const Timestamp until =
      std::min(std::max(after, instant_of(table, random)), store_->commit_clock());
  if (after > until) return;
  std::vector<Touch> got;
  std::optional<Change> resume;
  std::optional<Change> last;
  do {
    const auto page = store_->changes(id, after, until, 1 + random.below(6), resume);
    if (!page) {
      return differ(fmt::format("changes of table {} in ({}, {}]: {}", id.value, after.micros,
                                until.micros, to_text(page.error())));
    }
    for (const Change& change : page.value().changes) {
      const auto order = [](const Change& c) { return std::tie(c.at, c.ordinal, c.part, c.key); };
      if (last && order(*last) >= order(change)) {
        return differ(fmt::format("changes of table {} are out of order", id.value));
      }
      last = change;
      got.push_back({change.at, change.part, change.key});
    }
    resume = page.value().resume_after;
  } while (resume && got.size() < 10'000);
  closed(until);
  // Commits of one group may touch one key twice, at one time.
  std::ranges::sort(got);
  got.erase(std::ranges::unique(got).begin(), got.end());
  const auto want = model_.changes(id, after, until);
  if (got != want) {
    differ(fmt::format("changes of table {} in ({}, {}]: {} keys, want {}", id.value, after.micros,
                       until.micros, got.size(), want.size()));
  }
}

}  // namespace tidemark::storage::testing
