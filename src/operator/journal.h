// A run's journal: what is about to be done, line by line, on disk before it is done.
//
//   TM_TRY(Journal journal, Journal::open(directory + "/journal.jsonl", seed, clock));
//   TM_TRY_STATUS(journal.write("step-begun", {{"step", "duplicate"}}));
//   for (const JournalLine& line : journal.lines()) …
//
// Threads   One at a time.
// Durable   `write` returns after the line is synced; the file's name is synced when it is made.
//           After a line that could not be written none is taken any more: what the disk has of it
//           is a torn last line, which the next `open` cuts off.
// Errors    kCorrupt  the file is damaged elsewhere than in a torn last line; names the line
//           kUnknown  the disk refused; the line may be there
// Format    docs/formats/journal.md
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::runbooks {

using JournalMembers = std::vector<std::pair<std::string, std::string>>;

struct JournalLine {
  std::uint64_t number = 0;
  Timestamp at;
  std::string what;
  JournalMembers members;

  // Empty when there is no such member.
  [[nodiscard]] const std::string& member(std::string_view name) const;
};

// What a journal's file holds, read without touching it.
struct JournalText {
  std::vector<JournalLine> lines;
  std::size_t whole_bytes = 0;  // up to the last whole line's end
  std::string last_hash;        // of the last whole line; the seed when there is none
};

// `seed` is what the first line's hash begins with.
// Errors: kCorrupt
Result<JournalText> read_journal(std::string_view text, std::string_view seed);

class Journal {
 public:
  // Reads what is there, cuts a torn last line off, and is ready for the next. `clock` outlives it.
  static Result<Journal> open(const std::string& path, std::string_view seed, const Clock& clock);

  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  // `members` in the order written; names are identifiers of ours, values any text.
  Status write(std::string_view what, JournalMembers members);

  [[nodiscard]] const std::vector<JournalLine>& lines() const { return lines_; }

  [[nodiscard]] const std::string& last_hash() const { return last_hash_; }

 private:
  Journal(int file, JournalText text, const Clock& clock);

  int file_;
  const Clock* clock_;
  std::vector<JournalLine> lines_;
  std::string last_hash_;
  bool broken_ = false;  // a line was refused by the disk
};

}  // namespace tidemark::runbooks
