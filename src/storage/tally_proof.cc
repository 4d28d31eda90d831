// Tallies against a recount: what they were at every instant, from the versions of every key.
#include "storage/family_walk.h"
#include "storage/layout.h"

#include <algorithm>

namespace tidemark::storage {

namespace {

// Two 16-byte numbers and an instant for each: a few MiB at the most.
constexpr std::size_t kMostInstants = 65'536;

struct Sample {
  Timestamp at;
  Tally said;
  Tally counted;  // first a difference to the sample before, then the sum
};

class TallyProof {
 public:
  TallyProof(const StoppedStore& store, const TableState& table, Part part, const TallyOf& tally_of)
      : store_(store), table_(table), part_(part), tally_of_(tally_of) {}

  Status run() {
    TM_TRY_STATUS(choose_instants());
    TM_TRY(const Tally beneath, recount(store_, table_.beneath, part_, tally_of_));
    samples_.front().counted = beneath;
    TM_TRY_STATUS(store_.each_version(
        {table_.id.value}, part_,
        [&](std::string_view key, const OwnVersion& version) { return count(key, version); }));
    Tally sum;
    for (Sample& sample : samples_) {
      sum += sample.counted;
      sample.counted = sum;
    }
    return Ok{};
  }

  [[nodiscard]] const std::vector<Sample>& samples() const { return samples_; }

 private:
  Status choose_instants();
  Status count(std::string_view key, const OwnVersion& version);
  Result<Tally> beneath(std::string_view key);

  void add_from(Timestamp at, const Tally& tally) {
    const auto first = std::ranges::lower_bound(samples_, at, {}, &Sample::at);
    if (first != samples_.end()) first->counted += tally;
  }

  const StoppedStore& store_;
  const TableState& table_;
  const Part part_;
  const TallyOf& tally_of_;
  std::vector<Sample> samples_;  // ascending
  std::string last_key_;
  std::optional<Tally> last_beneath_;
};

Status TallyProof::choose_instants() {
  const Timestamp floor = table_.history.kept ? table_.history.floor : store_.last_commit();
  const std::string own_key = tally_key(part_);
  const auto take = [&](std::string_view key, const OwnVersion& version) -> Status {
    if (key != own_key || version.end <= floor) return Ok{};
    TM_TRY(const Tally said, parse_tally(version.value));
    samples_.push_back({std::max(version.start, floor), said, {}});
    return Ok{};
  };
  TM_TRY_STATUS(store_.each_version({table_.id.value}, kTallyPart, take));
  std::ranges::reverse(samples_);
  // A table that was never written to has no tally row: it counts as nothing.
  if (samples_.empty()) samples_.push_back({std::max(floor, store_.last_commit()), {}, {}});
  if (samples_.size() <= kMostInstants) return Ok{};
  std::vector<Sample> chosen;
  for (std::size_t i = 0; i < kMostInstants; ++i) {
    chosen.push_back(samples_[i * (samples_.size() - 1) / (kMostInstants - 1)]);
  }
  samples_ = std::move(chosen);
  return Ok{};
}

// What the list beneath shows of a key, hidden while there is a version above it.
Result<Tally> TallyProof::beneath(std::string_view key) {
  if (table_.beneath.empty()) return Tally{};
  if (last_beneath_ && last_key_ == key) return *last_beneath_;
  TM_TRY(const auto value, store_.read(table_.beneath, part_, key));
  Tally tally;
  if (value) {
    TM_TRY(tally, tally_of_(key, *value));
  }
  last_key_ = key;
  last_beneath_ = tally;
  return tally;
}

Status TallyProof::count(std::string_view key, const OwnVersion& version) {
  Tally tally;
  if (!version.tombstone) {
    TM_TRY(tally, tally_of_(key, version.value));
  }
  TM_TRY(const Tally hidden, beneath(key));
  tally += -hidden;
  add_from(version.start, tally);
  add_from(version.end, -tally);
  return Ok{};
}

}  // namespace

std::string to_text(const Tally& tally) {
  return fmt::format("items {}, bytes {}, digest {:016x}{:016x}", tally.items, tally.bytes,
                     static_cast<std::uint64_t>(tally.digest >> 64),
                     static_cast<std::uint64_t>(tally.digest));
}

Result<Tally> recount(const StoppedStore& store, const Strata& strata, Part part,
                      const TallyOf& tally_of) {
  Tally sum;
  if (strata.empty()) return sum;
  TM_TRY_STATUS(
      store.each(strata, part, [&](std::string_view key, std::string_view value) -> Status {
        TM_TRY(const Tally one, tally_of(key, value));
        sum += one;
        return Ok{};
      }));
  return sum;
}

std::uint64_t prove_tallies(const StoppedStore& store, const TableState& table, Part part,
                            const TallyOf& tally_of, Findings& findings) {
  TallyProof proof(store, table, part, tally_of);
  const std::string name = part == kItems ? fmt::format("table {}", table.id.value)
                                          : fmt::format("table {}, part {}", table.id.value, part);
  if (const Status counted = proof.run(); !counted) {
    add_unreadable(counted.error(), "rows that its tally counts", "cur", name, findings);
    return 0;
  }
  for (const Sample& sample : proof.samples()) {
    if (sample.said == sample.counted) continue;
    findings.add(
        {.rule = "tally",
         .family = "cur",
         .table = name,
         .key = {},
         .what = fmt::format("as of {} the tally says {}; the rows are {}", sample.at.micros,
                             to_text(sample.said), to_text(sample.counted)),
         .advice = kAdviseRepair});
  }
  return proof.samples().size();
}

}  // namespace tidemark::storage
