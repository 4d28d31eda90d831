// What a look at a stopped store found wrong, in words a person can act on.
//
//   findings.add({.rule = "hist-overlap", .family = "hist", .table = "table 17", .key = hex,
//                 .what = "…", .advice = "…"});
//
// Threads   One.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tidemark::storage {

struct Finding {
  std::string rule;    // what was broken, a stable word for machines: "hist-overlap"
  std::string family;  // "meta", "cur", "hist", "log"; "files" for what lies beneath them
  std::string table;   // "table 17", "base 21"; empty when it is of none
  std::string key;     // hexadecimal, or an id in plain text; empty when it is of none
  std::string what;    // one sentence
  std::string advice;  // what to do
};

class Findings {
 public:
  // Of one rule so many are kept; the rest are counted.
  static constexpr std::size_t kShownOfARule = 50;

  void add(Finding finding);

  [[nodiscard]] bool empty() const { return all_.empty(); }

  [[nodiscard]] const std::vector<Finding>& all() const { return all_; }

  // Every rule that was broken, and how often.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

 private:
  std::vector<Finding> all_;
  std::map<std::string, std::uint64_t> counts_;
};

// What to do about rows that nothing explains.
inline constexpr const char* kAdviseRepair =
    "run `tidemark repair` on the directory, or go back to a backup of it";

}  // namespace tidemark::storage
