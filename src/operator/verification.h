// Is the restored table what it should be? Its key and indexes, its items, its settings; and what
// exactly was compared, how, and what could not be.
//
//   TM_TRY(const Verification answer,
//          verify({.session = session, .extras = &extras, .clock = clock},
//                 {.wanted = {"Orders", at}, .found = {"Orders-restored"}, .passport = before}));
//   if (answer.same() && answer.complete()) …
//
// Items are compared by the digest of docs/formats/digest.md: an engine that keeps tallies tells
// it for any instant of its window, for any other table all items are read. A table's past on AWS
// cannot be read: then only the restored table is counted, and the answer says so; compare with a
// duplicate that nobody writes to. Where two tables differ and both can be read, the items that
// differ are named.
//
// Threads   The scans use connections of their own; the call itself is one thread's.
// Errors    Those of the client: nothing was compared, it may be done again. What is different, or
//           could not be compared, is in the answer.
#pragma once

#include "operator/engine_extras.h"
#include "operator/passport.h"
#include "operator/table_scan.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::runbooks {

struct VerifySite {
  client::Session& session;
  EngineExtras* extras;  // null: only what every AWS endpoint has
  const Clock& clock;
  // Of the found table, when it is another account's or region's; null: the same.
  client::Session* found_session = nullptr;
  EngineExtras* found_extras = nullptr;
};

struct VerifySide {
  std::string table;
  std::optional<Timestamp> as_of{};  // unset: now
};

struct VerifyRequest {
  VerifySide wanted;
  VerifySide found;
  // Made of the original before it was lost; its settings and its shape are what is wanted.
  std::optional<Passport> passport{};
  // What the wanted side held, when it was counted before; then it is not read again.
  std::optional<Tally> wanted_content{};
  // Only what can be told without reading items.
  bool read_items = true;
  std::size_t examples = 10;
  ScanOptions scan{};
  TableScan::OnProgress on_progress{};
};

// One side's items, and how they were counted.
struct ContentSums {
  Tally sums;
  std::string how;  // "by the engine's tally as of 2026-11-21T04:05:06Z", "by reading all items"
};

// Items by which two tables differ.
struct ContentDifferences {
  std::uint64_t different = 0;
  std::uint64_t missing = 0;
  std::uint64_t extra = 0;
  bool all = true;                    // false: there are more; these are of a part of the keys
  std::vector<std::string> examples;  // "missing {…key…}"
};

struct NotCompared {
  std::string what;  // "items"
  std::string why;
};

struct Verification {
  VerifySide wanted;
  VerifySide found;
  std::vector<std::string> shape;  // one line for each difference of keys and indexes
  std::optional<ContentSums> wanted_content;
  std::optional<ContentSums> found_content;
  std::optional<ContentDifferences> items;  // where the digests differ and both could be read
  std::optional<PassportDifference> settings;
  std::vector<std::string> compared;  // one sentence each
  std::vector<NotCompared> not_compared;
  double read_units = 0;

  // Unset when one side could not be counted.
  [[nodiscard]] std::optional<bool> same_content() const;

  // Something that was compared is not as it should be.
  [[nodiscard]] bool differs() const;

  // Nothing differs of what was compared, and items were.
  [[nodiscard]] bool same() const;

  [[nodiscard]] bool complete() const { return not_compared.empty(); }
};

Result<Verification> verify(const VerifySite& site, const VerifyRequest& request);

[[nodiscard]] std::string verification_text(const Verification& verification);
void write_verification(codec::JsonWriter& out, const Verification& verification);

}  // namespace tidemark::runbooks
