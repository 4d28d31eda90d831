#include "storage/stratum_reader.h"

#include "storage/database.h"

namespace tidemark::storage {

namespace {

// Versions of one key stepped over one by one before a seek is cheaper.
constexpr int kStepsBeforeSeek = 16;

// Of a walk whose blocks pass by: such walks go far.
constexpr std::size_t kReadAhead = 1u << 20;

// After every version of the key, before every other key's.
std::string after_versions(std::string_view cur_key) {
  return std::string(cur_key) + std::string(kVersionSuffixBytes + 1, '\xff');
}

// Whether a hist iterator points at a version of `cur_key` that shows at `at`; if so, `row` is it.
Result<bool> shows_version(const rocksdb::Iterator& hist, std::string_view cur_key, Timestamp at,
                           StoredRow& row) {
  if (!hist.Valid()) {
    if (!hist.status().ok()) return to_error(hist.status(), "reading history");
    return false;
  }
  const auto name = parse_hist_key(hist.key().ToStringView());
  if (!name) return fail(Code::kCorrupt, "a history row's name is too short");
  if (name->cur_key != cur_key || at >= name->end || name->start > at) return false;
  const std::string_view value = hist.value().ToStringView();
  if (value.empty() || static_cast<std::uint8_t>(value[0]) > kTombstoneFlag) {
    return fail(Code::kCorrupt, "a history row has no flags");
  }
  RowView{name->start, static_cast<std::uint8_t>(value[0]), value.substr(1)}.copy_to(row);
  return true;
}

using MaybeRow = std::optional<StoredRow>;

// The newest version of a key, if it is as old as `at`.
Result<MaybeRow> read_cur(const Database& database, const std::string& key, Timestamp at) {
  rocksdb::PinnableSlice newest;
  const rocksdb::Status status =
      database.db().Get(rocksdb::ReadOptions(), database.cur(), key, &newest);
  if (status.IsNotFound()) return MaybeRow();
  if (!status.ok()) return to_error(status, "reading a row");
  TM_TRY(const RowView view, view_cur_value(newest.ToStringView()));
  if (view.written_at > at) return MaybeRow();
  StoredRow row;
  view.copy_to(row);
  return MaybeRow(std::move(row));
}

// The superseded version of a key that shows at `at`.
Result<MaybeRow> read_hist(const Database& database, const std::string& key, Timestamp at) {
  const std::string upper = after_versions(key);
  const rocksdb::Slice upper_slice(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_slice;
  const std::unique_ptr<rocksdb::Iterator> hist(
      database.db().NewIterator(options, database.hist()));
  hist->Seek(hist_seek_key(key, at));
  StoredRow row;
  TM_TRY(const bool shown, shows_version(*hist, key, at, row));
  return shown ? MaybeRow(std::move(row)) : MaybeRow();
}

}  // namespace

Result<std::optional<StoredRow>> read_stratum(const Database& database, const StratumRef& stratum,
                                              std::string_view suffix) {
  const std::string key = cur_key(stratum.keyspace, suffix);
  if (stratum.at == Timestamp::max()) return read_cur(database, key, stratum.at);
  PastGuess& guess = database.past_guess();
  if (guess.in_hist(stratum)) {
    // What shows there is the answer. What does not may be on its way there from `cur`.
    TM_TRY(MaybeRow row, read_hist(database, key, stratum.at));
    if (row) return row;
  }
  TM_TRY(MaybeRow row, read_cur(database, key, stratum.at));
  if (!row) {
    TM_TRY(row, read_hist(database, key, stratum.at));
    guess.was_in_hist(stratum, row.has_value());
  } else {
    guess.was_in_hist(stratum, false);
  }
  return row;
}

Result<std::optional<Version>> read_strata(const Database& database, const Strata& strata,
                                           std::string_view suffix) {
  for (const StratumRef& stratum : strata) {
    TM_TRY(auto row, read_stratum(database, stratum, suffix));
    if (!row) continue;
    if (row->tombstone()) break;
    return std::optional(Version{row->written_at, std::move(row->value)});
  }
  return std::optional<Version>();
}

StratumIterator::StratumIterator(const Database& database, const StratumRef& stratum,
                                 const SuffixRange& range, Direction direction,
                                 const rocksdb::Snapshot* snapshot, Blocks blocks)
    : at_(stratum.at),
      direction_(direction),
      from_(cur_key(stratum.keyspace, range.from)),
      until_(range.until.empty() ? keyspace_end(stratum.keyspace)
                                 : cur_key(stratum.keyspace, range.until)),
      lower_(keyspace_prefix(stratum.keyspace)),
      upper_(keyspace_end(stratum.keyspace)),
      lower_slice_(lower_),
      upper_slice_(upper_),
      cur_lower_slice_(from_),
      cur_upper_slice_(until_) {
  if (from_ >= until_) return;
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.fill_cache = blocks == Blocks::kKept;
  if (blocks == Blocks::kPassing) options.readahead_size = kReadAhead;
  options.iterate_lower_bound = &cur_lower_slice_;
  options.iterate_upper_bound = &cur_upper_slice_;
  cur_.reset(database.db().NewIterator(options, database.cur()));
  direction == Direction::kForward ? cur_->SeekToFirst() : cur_->SeekToLast();
  if (at_ != Timestamp::max()) {
    // Wider bounds: a bound may lie between a key and its versions' names (a key and one byte).
    options.iterate_lower_bound = &lower_slice_;
    options.iterate_upper_bound = &upper_slice_;
    hist_.reset(database.db().NewIterator(options, database.hist()));
    seek_first_hist();
  }
  next();
}

std::optional<std::string_view> StratumIterator::cur_head() const {
  if (!cur_ || !cur_->Valid()) return std::nullopt;
  return cur_->key().ToStringView();
}

void StratumIterator::look_at_hist() {
  hist_name_ = hist_->Valid() ? parse_hist_key(hist_->key().ToStringView()) : std::nullopt;
  if (hist_name_ && (hist_name_->cur_key < from_ || hist_name_->cur_key >= until_)) {
    hist_name_.reset();
  }
}

void StratumIterator::step_hist() {
  direction_ == Direction::kForward ? hist_->Next() : hist_->Prev();
  look_at_hist();
}

void StratumIterator::seek_first_hist() {
  const bool forward = direction_ == Direction::kForward;
  const std::string& edge = forward ? from_ : until_;
  hist_->Seek(edge);
  const auto name = hist_->Valid() ? parse_hist_key(hist_->key().ToStringView()) : std::nullopt;
  // Versions of a key before the edge may be named after it: step over them, or start at them.
  const bool straddles = name && name->cur_key < edge;
  if (forward) {
    if (straddles) hist_->Seek(after_versions(name->cur_key));
  } else if (straddles) {
    hist_->SeekForPrev(after_versions(name->cur_key));
  } else if (hist_->Valid()) {
    hist_->Prev();
  } else if (hist_->status().ok()) {
    hist_->SeekToLast();
  }
  look_at_hist();
}

void StratumIterator::leave_hist() {
  for (int steps = 0; steps < kStepsBeforeSeek; ++steps) {
    if (!hist_name_ || hist_name_->cur_key != key_) return;
    step_hist();
  }
  if (!hist_name_ || hist_name_->cur_key != key_) return;
  direction_ == Direction::kForward ? hist_->Seek(after_versions(key_)) : hist_->SeekForPrev(key_);
  look_at_hist();
}

// From the first version of the key in the walk's direction: the one that shows, if any.
Result<bool> StratumIterator::resolve_in_hist() {
  if (direction_ == Direction::kForward) {
    // Later versions come first.
    for (int steps = 0; steps < kStepsBeforeSeek && hist_->Valid(); ++steps) {
      if (!hist_name_ || hist_name_->start <= at_ || hist_name_->cur_key != key_) {
        return shows_version(*hist_, key_, at_, row_);
      }
      step_hist();
    }
  }
  hist_->Seek(hist_seek_key(key_, at_));
  TM_TRY(const bool shown, shows_version(*hist_, key_, at_, row_));
  // The seek may have gone past every version of the key.
  if (direction_ == Direction::kBackward) hist_->SeekForPrev(key_);
  look_at_hist();
  return shown;
}

Result<bool> StratumIterator::resolve(bool in_cur, bool in_hist) {
  bool shown = false;
  if (in_cur) {
    TM_TRY(const RowView view, view_cur_value(cur_->value().ToStringView()));
    shown = view.written_at <= at_;
    if (shown) view.copy_to(row_);
    direction_ == Direction::kForward ? cur_->Next() : cur_->Prev();
  }
  if (!in_hist) return shown;
  if (!shown) {
    TM_TRY(shown, resolve_in_hist());
  }
  leave_hist();
  return shown;
}

void StratumIterator::next() {
  valid_ = false;
  while (status_) {
    const auto in_cur = cur_head();
    if (!in_cur && !hist_name_) return check_iterators();
    const int order = !hist_name_ ? -1 : !in_cur ? 1 : in_cur->compare(hist_name_->cur_key);
    const bool take_cur =
        order == 0 || !hist_name_ || (in_cur && (order < 0) == (direction_ == Direction::kForward));
    key_.assign(take_cur ? *in_cur : hist_name_->cur_key);
    const auto shown = resolve(take_cur, !take_cur || order == 0);
    if (!shown) {
      status_ = shown.error();
      return;
    }
    if (!shown.value()) continue;
    suffix_.assign(key_, kKeyspaceBytes);
    valid_ = true;
    return;
  }
}

void StratumIterator::check_iterators() {
  for (const auto* iterator : {cur_.get(), hist_.get()}) {
    if (iterator != nullptr && !iterator->status().ok()) {
      status_ = to_error(iterator->status(), "walking a range");
    }
  }
}

}  // namespace tidemark::storage
