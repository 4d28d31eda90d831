// What a table holds, counted by the engine or by reading it; and which items two tables differ by.
//
//   ContentCount count(side, options, clock);
//   TM_TRY(const auto sums, count.sums());           // unset: its past cannot be read here
//   TM_TRY(const ContentDifferences differences, differences_of(wanted, found, 10));
//
// Threads   One; a scan uses connections of its own.
// Errors    Those of the client; kCorrupt  an item without the table's key
#pragma once

#include "operator/table_digest.h"
#include "operator/verification.h"

#include <memory>
#include <optional>

namespace tidemark::runbooks {

class ContentCount {
 public:
  // References outlive it; `extras` may be null.
  ContentCount(client::Session& session, EngineExtras* extras, VerifySide side, TableShape shape,
               const VerifyRequest& request, const Clock& clock);

  // Unset, with the reason in why_not(): only its past was asked for, which nobody tells here, or
  // items are not to be read.
  Result<std::optional<ContentSums>> sums();

  [[nodiscard]] const std::string& why_not() const { return why_not_; }

  // Whether all items can be read as they are meant here: not a past state.
  [[nodiscard]] bool readable() const { return !side_.as_of && request_.read_items; }

  // Reads all items, unless it has.
  Result<const TableDigest*> digest();

  // Calls `on_item` for every item, read anew.
  Status each_item(const TableScan::OnItem& on_item);

  [[nodiscard]] const TableShape& shape() const { return shape_; }

  [[nodiscard]] double read_units() const { return read_units_; }

 private:
  Result<std::optional<ContentSums>> told();
  Result<ContentSums> read();

  client::Session& session_;
  EngineExtras* const extras_;
  const VerifySide side_;
  const TableShape shape_;
  const VerifyRequest& request_;
  const Clock& clock_;
  std::unique_ptr<TableDigest> digest_;
  std::string why_not_;
  double read_units_ = 0;
};

// Both readable. Reads each at most twice, and holds the keys of at most some 100,000 items that
// may differ.
Result<ContentDifferences> differences_of(ContentCount& wanted, ContentCount& found,
                                          std::size_t examples);

}  // namespace tidemark::runbooks
