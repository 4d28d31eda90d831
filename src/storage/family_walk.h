// The proof that a stopped store's rows are what docs/formats/store.md says: every row of every
// family is read, and every row that must agree with another is compared with it.
//
//   Findings findings;
//   TM_TRY(const Walked walked, walk_families(*store, findings));
//
// Takes 8 bytes of memory for each version inside a table's change index.
//
// Threads   Plain functions.
// Errors    none of their own: what cannot be read is a finding.
#pragma once

#include "storage/findings.h"
#include "storage/stopped_store.h"

#include <cstdint>
#include <functional>

namespace tidemark::storage {

struct FamilyCount {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;  // keys and values, before compression
};

struct Walked {
  FamilyCount meta;
  FamilyCount cur;
  FamilyCount hist;
  FamilyCount log;
  std::uint64_t tables = 0;   // the catalog and dropped ones included
  std::uint64_t dropped = 0;  // whose history remains
  std::uint64_t pins = 0;
  std::uint64_t jobs = 0;
  std::uint64_t failed_jobs = 0;
  std::uint64_t bases = 0;  // keyspaces without a table row
};

Walked walk_families(const StoppedStore& store, Findings& findings);

// What one item adds to its table's tally. Errors: kCorrupt  the bytes are no item of the table's
using TallyOf = std::function<Result<Tally>(std::string_view key, std::string_view value)>;

// Compares the tallies of a table's part with a recount of its rows, at every instant at which the
// tally changed from the floor on (at most 65,536 of them, evenly chosen). Returns how many.
std::uint64_t prove_tallies(const StoppedStore& store, const TableState& table, Part part,
                            const TallyOf& tally_of, Findings& findings);

// What a list of strata shows of a part, counted.
Result<Tally> recount(const StoppedStore& store, const Strata& strata, Part part,
                      const TallyOf& tally_of);

// "items 3, bytes 120, digest 0a…"
std::string to_text(const Tally& tally);

// What a damaged file hides from a walk, as a finding.
void add_unreadable(const Error& error, std::string_view doing, const std::string& family,
                    const std::string& table, Findings& findings);

}  // namespace tidemark::storage
