#include "blobs/lease.h"

#include "codec/iso8601.h"

#include <algorithm>
#include <charconv>

namespace tidemark::blobs {
namespace {

constexpr std::string_view kFolder = "lease/";
constexpr std::string_view kFirstLine = "tidemark lease 1\nholder ";
constexpr std::string_view kUntil = "\nuntil ";
constexpr std::size_t kLeasesAPage = 1000;
// A lease that another removes while we read it: a newer one is there.
constexpr int kReadings = 10;

std::string name_of(std::uint64_t epoch) {
  return fmt::format("{}{:020}", kFolder, epoch);  // digits, so that names sort as numbers do
}

Error no_lease(std::string_view name) {
  return fail(Code::kCorrupt, fmt::format("blob {} is no lease of a format known here", name));
}

Result<std::uint64_t> epoch_of(std::string_view name) {
  const std::string_view digits = name.substr(kFolder.size());
  std::uint64_t epoch = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), epoch);
  const bool good = error == std::errc() && end == digits.data() + digits.size() && epoch > 0;
  if (!good || name != name_of(epoch)) return no_lease(name);
  return epoch;
}

// The names of the chain, the newest last; nearly always one.
Result<std::vector<std::string>> chain_of(BlobStore& store) {
  std::vector<std::string> names;
  for (bool more = true; more;) {
    TM_TRY(const BlobPage page,
           store.list(kFolder, names.empty() ? "" : names.back(), kLeasesAPage));
    for (const BlobInfo& blob : page.blobs) names.push_back(blob.name);
    more = page.more;
  }
  return names;
}

}  // namespace

std::string lease_text(const LeaseRecord& record) {
  return fmt::format("{}{}{}{}\n", kFirstLine, record.holder, kUntil,
                     codec::to_iso8601(record.until, codec::Fraction::kMicros));
}

Result<LeaseRecord> read_lease(std::uint64_t epoch, std::string_view text) {
  const Error damaged = no_lease(name_of(epoch));
  if (!text.starts_with(kFirstLine) || !text.ends_with('\n')) return damaged;
  const std::string_view rest = text.substr(kFirstLine.size());
  const std::size_t until = rest.find(kUntil);
  if (until == rest.npos) return damaged;
  std::string_view instant = rest.substr(until + kUntil.size());
  instant.remove_suffix(1);
  const auto at = codec::parse_iso8601(instant);
  if (!at) return damaged;
  return LeaseRecord{
      .epoch = epoch, .holder = std::string(rest.substr(0, until)), .until = at.value()};
}

Result<LeaseRecord> Lease::newest() const {
  for (int reading = 1;; ++reading) {
    TM_TRY(const std::vector<std::string> chain, chain_of(store_));
    if (chain.empty()) return LeaseRecord{};
    TM_TRY(const std::uint64_t epoch, epoch_of(chain.back()));
    const auto text = store_.get(chain.back());
    if (text) return read_lease(epoch, text.value());
    if (text.error().code != Code::kNotFound || reading == kReadings) return text.error();
  }
}

Result<LeaseAnswer> Lease::take() {
  TM_TRY(const LeaseRecord last, newest());
  const bool over = clock_.now() > last.until + terms_.skew;
  const bool free = last.epoch == 0 || last.holder == holder_ || over;
  if (free) return make(last.epoch + 1);
  return LeaseAnswer(not_ours(last));
}

Result<LeaseAnswer> Lease::make(std::uint64_t epoch) {
  // Counted from before the blob was written: the others count from after.
  const auto begun = clock_.since_boot();
  const LeaseRecord record{
      .epoch = epoch, .holder = holder_, .until = clock_.now() + terms_.length};
  const std::string name = name_of(epoch);
  const Status made = store_.put_new(name, lease_text(record));
  if (!made && made.error().code != Code::kConflict) return made.error();
  TM_TRY(const std::vector<std::string> chain, chain_of(store_));
  if (made && !chain.empty() && chain.back() == name) {
    note(record, begun + terms_.length - terms_.skew);
    for (const std::string& older : chain) {
      if (older != name) (void)store_.remove(older);  // the next to renew tries again
    }
    return LeaseAnswer(LeaseHeld{record});
  }
  // Somebody was quicker; so much so, perhaps, that our epoch was made and gone before we made it.
  if (made) TM_TRY_STATUS(store_.remove(name));
  TM_TRY(const LeaseRecord winner, newest());
  return LeaseAnswer(not_ours(winner));
}

LeaseOfAnother Lease::not_ours(const LeaseRecord& record) {
  note(record, std::chrono::microseconds{0});
  return {record};
}

Status Lease::give_back() {
  const LeaseRecord last = seen();
  const bool ours = last.epoch != 0 && last.holder == holder_ && held();
  note(last, std::chrono::microseconds{0});
  if (!ours) return Ok{};
  // An epoch that is over already, not an empty chain: epochs never begin again.
  const LeaseRecord over{
      .epoch = last.epoch + 1, .holder = holder_, .until = clock_.now() - terms_.skew};
  TM_TRY_STATUS(store_.put_new(name_of(over.epoch), lease_text(over)));
  return store_.remove(name_of(last.epoch));
}

bool Lease::held() const {
  const std::lock_guard lock(mutex_);
  return clock_.since_boot() < held_until_;
}

LeaseRecord Lease::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void Lease::note(const LeaseRecord& record, std::chrono::microseconds held_until) {
  const std::lock_guard lock(mutex_);
  seen_ = record;
  held_until_ = held_until;
}

}  // namespace tidemark::blobs
