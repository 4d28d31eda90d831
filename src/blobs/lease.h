// Who writes into a blob store: one engine at a time; any number may read.
//
//   Lease lease(store, clock, "3f0c…");              // a name that this engine keeps for life
//   TM_TRY(const LeaseAnswer answer, lease.take());  // now, and again every terms.renew_every
//   if (lease.held()) … write …
//
// A lease is a chain of blobs `lease/<epoch>`, each made by put_new, so of several takers one
// makes the next. The one of the highest epoch counts: its holder writes until the instant it
// names. Taking is making the next epoch; allowed to the holder at any time, to another only when
// the lease is over, and `terms.skew` more, for clocks that differ.
//
// held() goes by the time since boot, which nobody sets, and ends `terms.skew` before the lease
// does. What was begun while it held may still arrive: blobs of recovery points have names that no
// other engine uses, so that a late one replaces nothing.
//
// Threads   held() and holder() any; take() and give_back() one at a time.
// Errors    Those of BlobStore; what does not read as a lease is kCorrupt.
// Format    docs/formats/blob_store.md
#pragma once

#include "base/clock.h"
#include "blobs/blob_store.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <variant>

namespace tidemark::blobs {

struct LeaseTerms {
  std::chrono::seconds length{60};
  std::chrono::seconds renew_every{20};
  std::chrono::seconds skew{5};
};

struct LeaseRecord {
  std::uint64_t epoch = 0;
  std::string holder{};
  Timestamp until{};
};

struct LeaseHeld {
  LeaseRecord record{};
};

// Another engine writes: `record` says which, and how long at least.
struct LeaseOfAnother {
  LeaseRecord record{};
};

using LeaseAnswer = std::variant<LeaseHeld, LeaseOfAnother>;

class Lease {
 public:
  // `holder` is 1 to 100 characters without spaces. The clock is the real one: leases are between
  // machines.
  Lease(BlobStore& store, const Clock& clock, std::string holder, LeaseTerms terms = {})
      : store_(store), clock_(clock), holder_(std::move(holder)), terms_(terms) {}

  // Takes the lease or makes it longer.
  Result<LeaseAnswer> take();

  // Ends it now, if it is ours: another engine need not wait.
  Status give_back();

  [[nodiscard]] bool held() const;

  // Of the lease as last seen; epoch 0: none was.
  [[nodiscard]] LeaseRecord seen() const;

  [[nodiscard]] const LeaseTerms& terms() const { return terms_; }

 private:
  Result<LeaseRecord> newest() const;
  Result<LeaseAnswer> make(std::uint64_t epoch);
  LeaseOfAnother not_ours(const LeaseRecord& record);
  void note(const LeaseRecord& record, std::chrono::microseconds held_until);

  BlobStore& store_;
  const Clock& clock_;
  const std::string holder_;
  const LeaseTerms terms_;
  mutable std::mutex mutex_;
  LeaseRecord seen_;
  std::chrono::microseconds held_until_{0};  // since boot
};

// "tidemark lease 1\nholder 3f0c…\nuntil 2026-11-21T14:03:26.123456Z\n"
std::string lease_text(const LeaseRecord& record);

// Errors: kCorrupt  names the blob
Result<LeaseRecord> read_lease(std::uint64_t epoch, std::string_view text);

}  // namespace tidemark::blobs
