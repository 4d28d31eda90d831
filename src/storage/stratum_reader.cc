#include "storage/stratum_reader.h"

#include "storage/database.h"

namespace tidemark::storage {

namespace {

// Versions of one key stepped over one by one before a seek is cheaper.
constexpr int kStepsBeforeSeek = 3;

// After every version of the key, before every other key's.
std::string after_versions(std::string_view cur_key) {
  return std::string(cur_key) + std::string(kVersionSuffixBytes + 1, '\xff');
}

// What a hist iterator points at, if it is a version of `cur_key` that shows at `at`.
Result<std::optional<StoredRow>> shown_version(const rocksdb::Iterator& hist,
                                               std::string_view cur_key, Timestamp at) {
  if (!hist.Valid()) {
    if (!hist.status().ok()) return to_error(hist.status(), "reading history");
    return std::optional<StoredRow>();
  }
  const auto name = parse_hist_key(hist.key().ToStringView());
  if (!name) return fail(Code::kCorrupt, "a history row's name is too short");
  if (name->cur_key != cur_key || at >= name->end || name->start > at) {
    return std::optional<StoredRow>();
  }
  const std::string_view value = hist.value().ToStringView();
  if (value.empty() || static_cast<std::uint8_t>(value[0]) > kTombstoneFlag) {
    return fail(Code::kCorrupt, "a history row has no flags");
  }
  return std::optional(
      StoredRow{name->start, static_cast<std::uint8_t>(value[0]), std::string(value.substr(1))});
}

}  // namespace

Result<std::optional<StoredRow>> read_stratum(const Database& database, const StratumRef& stratum,
                                              std::string_view suffix) {
  const std::string key = cur_key(stratum.keyspace, suffix);
  rocksdb::PinnableSlice newest;
  const rocksdb::Status status =
      database.db().Get(rocksdb::ReadOptions(), database.cur(), key, &newest);
  if (!status.ok() && !status.IsNotFound()) return to_error(status, "reading a row");
  if (status.ok()) {
    TM_TRY(StoredRow row, parse_cur_value(newest.ToStringView()));
    if (row.written_at <= stratum.at) return std::optional(std::move(row));
  }
  if (stratum.at == Timestamp::max()) return std::optional<StoredRow>();
  const std::string upper = after_versions(key);
  const rocksdb::Slice upper_slice(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_slice;
  const std::unique_ptr<rocksdb::Iterator> hist(
      database.db().NewIterator(options, database.hist()));
  hist->Seek(hist_seek_key(key, stratum.at));
  return shown_version(*hist, key, stratum.at);
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
                                 const rocksdb::Snapshot* snapshot)
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

std::optional<std::string_view> StratumIterator::hist_head() const {
  if (!hist_ || !hist_->Valid()) return std::nullopt;
  const auto name = parse_hist_key(hist_->key().ToStringView());
  if (!name || name->cur_key < from_ || name->cur_key >= until_) return std::nullopt;
  return name->cur_key;
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
}

void StratumIterator::leave_hist(const std::string& key) {
  const bool forward = direction_ == Direction::kForward;
  for (int steps = 0; steps < kStepsBeforeSeek; ++steps) {
    const auto head = hist_head();
    if (!head || *head != key) break;
    forward ? hist_->Next() : hist_->Prev();
  }
  const auto head = hist_head();
  if (!head || *head != key) return;
  forward ? hist_->Seek(after_versions(key)) : hist_->SeekForPrev(key);
}

Result<bool> StratumIterator::resolve(const std::string& key, bool in_cur, bool in_hist) {
  if (in_cur) {
    TM_TRY(row_, parse_cur_value(cur_->value().ToStringView()));
    direction_ == Direction::kForward ? cur_->Next() : cur_->Prev();
  }
  bool shown = in_cur && row_.written_at <= at_;
  if (!in_hist) return shown;
  if (!shown) {
    hist_->Seek(hist_seek_key(key, at_));
    TM_TRY(auto version, shown_version(*hist_, key, at_));
    shown = version.has_value();
    if (version) row_ = std::move(*version);
    // The seek may have gone past every version of the key.
    if (direction_ == Direction::kBackward) hist_->SeekForPrev(key);
  }
  leave_hist(key);
  return shown;
}

void StratumIterator::next() {
  valid_ = false;
  while (status_) {
    const auto in_cur = cur_head();
    const auto in_hist = hist_head();
    if (!in_cur && !in_hist) return check_iterators();
    const bool forward = direction_ == Direction::kForward;
    const bool take_cur =
        in_cur && (!in_hist || (forward ? *in_cur <= *in_hist : *in_cur >= *in_hist));
    const std::string key(take_cur ? *in_cur : *in_hist);
    const auto shown = resolve(key, in_cur && *in_cur == key, in_hist && *in_hist == key);
    if (!shown) {
      status_ = shown.error();
      return;
    }
    if (!shown.value()) continue;
    suffix_ = key.substr(kKeyspaceBytes);
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
