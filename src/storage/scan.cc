#include "storage/scan.h"

#include "storage/database.h"

namespace tidemark::storage {

StrataWalk::StrataWalk(const Database& database, const Strata& strata, const SuffixRange& range,
                       Direction direction, Blocks blocks)
    : database_(database), direction_(direction), snapshot_(database.db().GetSnapshot()) {
  for (const StratumRef& stratum : strata) {
    strata_.push_back(
        std::make_unique<StratumIterator>(database, stratum, range, direction, snapshot_, blocks));
  }
  settle();
}

StrataWalk::~StrataWalk() {
  strata_.clear();
  database_.db().ReleaseSnapshot(snapshot_);
}

bool StrataWalk::before(const std::string& a, const std::string& b) const {
  return direction_ == Direction::kForward ? a < b : a > b;
}

void StrataWalk::next() {
  step_over_head();
  settle();
}

void StrataWalk::step_over_head() {
  for (const auto& stratum : strata_) {
    const bool hidden = stratum.get() != head_ && stratum->valid();
    if (hidden && stratum->suffix() == head_->suffix()) stratum->next();
  }
  head_->next();
}

void StrataWalk::settle() {
  for (;;) {
    head_ = nullptr;
    for (const auto& stratum : strata_) {
      if (!stratum->status()) {
        // A key that damage hides could be answered wrongly by an older stratum.
        status_ = stratum->status();
        head_ = nullptr;
        return;
      }
      if (!stratum->valid()) continue;
      if (head_ == nullptr || before(stratum->suffix(), head_->suffix())) head_ = stratum.get();
    }
    if (head_ == nullptr || !head_->row().tombstone()) return;
    step_over_head();
  }
}

SuffixRange suffix_range(const Range& range) {
  return {suffix_of(range.part, range.from),
          range.until.empty() ? part_end(range.part) : suffix_of(range.part, range.until)};
}

Scan::Impl::Impl(const Database& database, Reading read, const Range& range, Direction direction,
                 Blocks blocks)
    : reading(std::move(read)),
      walk(database, reading.strata, suffix_range(range), direction, blocks) {}

Scan::Scan(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Scan::Scan(Scan&&) noexcept = default;
Scan& Scan::operator=(Scan&&) noexcept = default;
Scan::~Scan() = default;

bool Scan::valid() const {
  return impl_->walk.valid();
}

void Scan::next() {
  impl_->walk.next();
}

std::string_view Scan::key() const {
  return std::string_view(impl_->walk.suffix()).substr(sizeof(Part));
}

std::string_view Scan::value() const {
  return impl_->walk.row().value;
}

Timestamp Scan::written_at() const {
  return impl_->walk.row().written_at;
}

Status Scan::status() const {
  return impl_->walk.status();
}

}  // namespace tidemark::storage
