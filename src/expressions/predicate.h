// A condition made ready to be asked of many items: constants encoded once as items are stored,
// chains of AND and OR flattened. Asking allocates nothing.
//
//   const Predicate predicate(condition);
//   TM_TRY(const auto item, values::ItemView::open(stored_bytes));
//   if (predicate.holds(item)) …
//
// Missing values, and values of types that an operator does not take, make a test false and no
// error; only `<>` and attribute_not_exists() hold without a value.
//
// Threads   Immutable: any number at once.
#pragma once

#include "expressions/condition.h"
#include "values/item_view.h"

#include <string>
#include <vector>

namespace tidemark::expressions {

class Predicate {
 public:
  explicit Predicate(const Condition& condition);

  // Where there is no item: ItemView().
  [[nodiscard]] bool holds(const values::ItemView& item) const { return holds(root_, item); }

 private:
  enum class Test {
    kOr,
    kAnd,
    kNot,
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kBetween,
    kIn,
    kExists,
    kNotExists,
    kHasType,
    kBeginsWith,
    kContains,
  };

  // A path, the size of what lies there, or (without a path) a constant.
  struct Value {
    DocumentPath path = {};
    bool is_size = false;
    std::string constant = {};  // as values::to_bytes() has it
  };

  struct Node {
    Test test = Test::kAnd;
    std::vector<Node> parts;
    std::vector<Value> values;
  };

  class Read;

  static Test test_of(const Condition& condition);
  static Value value_of(const Operand& operand);
  static Node node_of(const Condition& condition);
  static bool holds(const Node& node, const values::ItemView& item);
  static bool test_holds(const Node& node, const values::ItemView& item);

  Node root_;
};

}  // namespace tidemark::expressions
