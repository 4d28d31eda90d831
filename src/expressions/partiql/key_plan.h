// Which parts of a table or an index a WHERE clause asks for: the keys that its conditions on key
// attributes leave, whatever AND, OR and IN they stand in.
//
//   const KeyPlan plan(where, schema);
//   if (plan.problem()) …
//   if (plan.keyed()) for (const values::KeyRange& range : plan.reads()) …    // else: all of it
//
// The reads of a keyed plan hold every item that WHERE takes, each once; unless exact(), WHERE
// says of each item whether it is taken.
//
// Threads   Immutable. The condition outlives it.
#pragma once

#include "expressions/condition.h"
#include "expressions/key_condition.h"
#include "expressions/partiql/statement.h"
#include "expressions/problem.h"
#include "values/item_key.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidemark::expressions::partiql {

// Most partitions and ranges that one statement may ask for.
inline constexpr std::size_t kMaxReads = 50;

class KeyPlan {
 public:
  // `where` null: no condition.
  KeyPlan(const Condition* where, const values::KeySchema& schema);

  // Keys of other types than the schema's, ranges that overlap, too many of them.
  [[nodiscard]] const std::optional<ExpressionProblem>& problem() const { return problem_; }

  // Every way to fulfil WHERE names the partition.
  [[nodiscard]] bool keyed() const { return keyed_; }

  [[nodiscard]] bool exact() const { return exact_; }

  // In the order of the text, within a partition in that of the keys. Those of one partition do
  // not overlap.
  [[nodiscard]] const std::vector<values::KeyRange>& reads() const { return reads_; }

  // Attributes that the conditions beside the keys look at and that are not among `projected`, as
  // the service finds and lists them.
  [[nodiscard]] std::vector<std::string> unprojected(const std::set<std::string>& projected) const;

 private:
  struct Branch {
    std::vector<values::AttributeValue> hashes = {};
    std::vector<AttributeCondition> ranges = {};
    std::vector<const Condition*> filters = {};
  };

  struct Part {
    std::string partition;  // its keys' beginning
    values::KeyRange range;
    bool exempt = false;  // may overlap others
    std::vector<const Condition*> filters;
  };

  using Branches = std::vector<Branch>;

  Branches branches_of(const Condition& condition);
  Branches alternatives(const Condition& condition);
  Branches product(const Branches& left, const Branches& right);
  Branches in_branches(const Condition& condition);
  [[nodiscard]] bool is_hash(const Condition& condition) const;
  [[nodiscard]] bool is_range(const Condition& condition) const;
  [[nodiscard]] bool names_key(const Condition& condition) const;
  [[nodiscard]] bool pins_partition(const Condition& condition) const;
  [[nodiscard]] bool looks_at_range(const Condition& condition) const;
  void check_types(const Condition& condition, const values::KeyAttribute& attribute);
  std::optional<Part> part_of(const Branch& branch);
  void arrange(std::vector<Part> parts);
  void check_overlap(const std::string& partition);
  void merge(const std::string& partition);
  void refuse(std::string message);

  values::KeySchema schema_;
  std::optional<ExpressionProblem> problem_;
  bool too_many_ = false;
  bool keyed_ = false;
  bool exact_ = false;
  std::vector<values::KeyRange> reads_;
  std::vector<Part> parts_;  // of a keyed plan, by partition
};

// Puts reads in the order that ORDER BY asks for; `forward`: within each.
struct Order {
  std::vector<values::KeyRange> reads;
  bool forward = true;
};

// Why the keys cannot give that order, or the order.
Parsed<Order> ordered_reads(const SelectStatement& statement, const KeyPlan& plan,
                            const values::KeySchema& schema);

}  // namespace tidemark::expressions::partiql
