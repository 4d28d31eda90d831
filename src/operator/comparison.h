// Is this table what it should be? Item by item, and by digest.
//
//   Comparison comparison(expected);
//   … comparison.see(item) for every item of a full scan, from as many threads as scan …
//   const Differences differences = comparison.finish();
//
// Threads   `see` may be called from any thread at once; `finish` when all have ended.
#pragma once

#include "operator/inventory.h"

#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

namespace tidemark::runbooks {

struct Differences {
  std::size_t expected = 0;  // items there should be
  std::size_t same = 0;
  std::size_t different = 0;  // right key, other content
  std::size_t missing = 0;
  std::size_t extra = 0;     // a key that should not be there
  std::size_t repeated = 0;  // came twice in one scan
  values::Digest digest_expected = 0;
  values::Digest digest_found = 0;
  std::vector<std::string> examples;  // the first few: "different {…key…}"

  [[nodiscard]] bool none() const {
    return same == expected && different == 0 && missing == 0 && extra == 0 && repeated == 0 &&
           digest_expected == digest_found;
  }

  // What was planned is what was found; the examples do not matter.
  [[nodiscard]] bool counts_equal(const Differences& other) const {
    return expected == other.expected && same == other.same && different == other.different &&
           missing == other.missing && extra == other.extra && repeated == other.repeated &&
           digest_expected == other.digest_expected && digest_found == other.digest_found;
  }
};

class Comparison {
 public:
  // `expected` outlives it and does not change.
  explicit Comparison(const Inventory& expected);

  // Errors: kCorrupt  the item has not the table's key
  Status see(const values::Item& item);

  [[nodiscard]] Differences finish();

 private:
  void note(std::string_view kind, const values::Item& item);

  const Inventory& expected_;
  std::mutex mutex_;
  std::unordered_set<const Inventory::Row*> seen_;
  std::set<std::string> extra_keys_;
  Differences found_;
};

// What comparing a table that holds `actual` with `expected` must find.
[[nodiscard]] Differences differences_between(const Inventory& expected, const Inventory& actual);

}  // namespace tidemark::runbooks
