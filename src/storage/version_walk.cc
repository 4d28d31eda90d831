#include "storage/version_walk.h"

#include "storage/database.h"

namespace tidemark::storage {

namespace {

void count(VersionWalk::Met& met, const rocksdb::Iterator& row) {
  ++met.rows;
  met.bytes += row.key().size() + row.value().size();
}

bool is_hist_value(std::string_view value) {
  return !value.empty() && static_cast<std::uint8_t>(value.front()) <= kTombstoneFlag;
}

}  // namespace

VersionWalk::VersionWalk(const Database& database, const std::string& from,
                         const std::string& until, Stray stray)
    : until_(until), upper_(until_), stray_(std::move(stray)) {
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_;
  options.fill_cache = false;
  cur_.reset(database.db().NewIterator(options, database.cur()));
  hist_.reset(database.db().NewIterator(options, database.hist()));
  cur_->Seek(from);
  hist_->Seek(from);
  next();
}

void VersionWalk::refuse(const char* family, std::string_view key, std::string why) {
  if (stray_) return stray_(family, key, std::move(why));
  if (status_) status_ = fail(Code::kCorrupt, fmt::format("a row of {}: {}", family, why));
}

void VersionWalk::skip_strays() {
  for (; cur_->Valid(); cur_->Next()) {
    const auto key = cur_->key().ToStringView();
    const auto row = parse_cur_value(cur_->value().ToStringView());
    if (row && key.size() >= kKeyspaceBytes + sizeof(Part)) break;
    count(met_cur_, *cur_);
    refuse("cur", key, row ? std::string("its key is too short") : row.error().message);
  }
  for (; hist_->Valid(); hist_->Next()) {
    const auto key = hist_->key().ToStringView();
    if (parse_hist_key(key) && is_hist_value(hist_->value().ToStringView())) break;
    count(met_hist_, *hist_);
    refuse("hist", key, "it has neither the form of a version's name nor of a value");
  }
}

void VersionWalk::take_cur() {
  auto row = parse_cur_value(cur_->value().ToStringView()).value();
  versions_.push_back({row.written_at, Timestamp::max(), row.tombstone(), std::move(row.value)});
  count(met_cur_, *cur_);
  cur_->Next();
}

void VersionWalk::take_hist() {
  const auto name = *parse_hist_key(hist_->key().ToStringView());
  const auto value = hist_->value().ToStringView();
  versions_.push_back({name.start, name.end, static_cast<std::uint8_t>(value[0]) == kTombstoneFlag,
                       std::string(value.substr(1))});
  count(met_hist_, *hist_);
  hist_->Next();
}

void VersionWalk::check_iterators() {
  for (const auto* rows : {cur_.get(), hist_.get()}) {
    if (!rows->status().ok() && status_) status_ = to_error(rows->status(), "walking the versions");
  }
  if (!status_) valid_ = false;
}

void VersionWalk::next() {
  versions_.clear();
  skip_strays();
  valid_ = cur_->Valid() || hist_->Valid();
  check_iterators();
  if (!valid_) return;
  const auto hist_name = [&] { return parse_hist_key(hist_->key().ToStringView())->cur_key; };
  const bool cur_first =
      cur_->Valid() && (!hist_->Valid() || cur_->key().ToStringView() <= hist_name());
  key_ = cur_first ? cur_->key().ToString() : std::string(hist_name());
  if (cur_first) take_cur();
  for (skip_strays(); hist_->Valid() && hist_name() == key_; skip_strays()) take_hist();
  check_iterators();
}

}  // namespace tidemark::storage
