#include "expressions/partiql/key_plan.h"

#include "expressions/partiql/java_order.h"

#include <algorithm>
#include <map>

namespace tidemark::expressions::partiql {

namespace {

using ConditionKind = Condition::Kind;
using values::AttributeValue;
using values::KeyRange;
using values::RangeOperator;

constexpr std::size_t kMaxBranches = 1000;

bool is_test(const Condition& condition) {
  return condition.kind != ConditionKind::kAnd && condition.kind != ConditionKind::kOr &&
         condition.kind != ConditionKind::kNot;
}

// Whether it compares the attribute `name`, whole, with values.
bool compares(const Condition& condition, const std::string& name) {
  if (!is_test(condition) || condition.operands.size() < 2) return false;
  const DocumentPath* path = condition.operands.front().path();
  if (path == nullptr || path->size() != 1 || attribute_of(*path) != name) return false;
  return std::all_of(condition.operands.begin() + 1, condition.operands.end(),
                     [](const Operand& operand) { return operand.value() != nullptr; });
}

bool is_in(const Condition& condition) {
  return condition.kind == ConditionKind::kIn;
}

bool is_equality(const Condition& condition) {
  return condition.kind == ConditionKind::kCompare && condition.op == "=";
}

KeyRange intersection(const KeyRange& a, const KeyRange& b) {
  KeyRange both{std::max(a.from, b.from), std::min(a.until, b.until)};
  if (a.until.empty()) both.until = b.until;
  if (b.until.empty()) both.until = a.until;
  return both;
}

bool ends_before(const KeyRange& range, const std::string& key) {
  return !range.until.empty() && range.until <= key;
}

}  // namespace

KeyPlan::KeyPlan(const Condition* where, const values::KeySchema& schema) : schema_(schema) {
  if (where == nullptr) return;
  const Branches branches = branches_of(*where);
  if (problem_) return;
  std::vector<Part> parts;
  keyed_ = !too_many_;
  for (const Branch& branch : branches) {
    if (!keyed_) break;
    std::optional<Part> part = part_of(branch);
    keyed_ = part.has_value();
    if (part) parts.push_back(*std::move(part));
  }
  if (keyed_) arrange(std::move(parts));
  if (pins_partition(*where) && (too_many_ || branches.size() > kMaxReads)) {
    refuse("Too many decomposed read operations for a given query.");
  }
}

void KeyPlan::refuse(std::string message) {
  if (!problem_) problem_ = ExpressionProblem{std::move(message)};
}

bool KeyPlan::is_hash(const Condition& condition) const {
  return compares(condition, schema_.hash.name) && (is_equality(condition) || is_in(condition));
}

bool KeyPlan::is_range(const Condition& condition) const {
  return schema_.range && compares(condition, schema_.range->name) &&
         (is_in(condition) || range_operator(condition));
}

bool KeyPlan::names_key(const Condition& condition) const {
  if (is_hash(condition) || is_range(condition)) return true;
  if (condition.kind == ConditionKind::kNot) return false;
  return std::any_of(condition.parts.begin(), condition.parts.end(),
                     [&](const Condition& part) { return names_key(part); });
}

bool KeyPlan::pins_partition(const Condition& condition) const {
  const auto pins = [&](const Condition& part) { return pins_partition(part); };
  const auto& parts = condition.parts;
  switch (condition.kind) {
    case ConditionKind::kAnd: return std::any_of(parts.begin(), parts.end(), pins);
    case ConditionKind::kOr: return std::all_of(parts.begin(), parts.end(), pins);
    case ConditionKind::kNot: return false;
    default: return is_hash(condition);
  }
}

bool KeyPlan::looks_at_range(const Condition& condition) const {
  if (!schema_.range) return false;
  const auto paths = paths_of(condition);
  return std::any_of(paths.begin(), paths.end(), [&](const DocumentPath& path) {
    return attribute_of(path) == schema_.range->name;
  });
}

void KeyPlan::check_types(const Condition& condition, const values::KeyAttribute& attribute) {
  for (const Operand& operand : condition.operands) {
    const AttributeValue* value = operand.value();
    if (value == nullptr) continue;
    const std::string_view type = value->type_name();
    const char wanted = static_cast<char>(attribute.type);
    if (type == std::string_view(&wanted, 1)) continue;
    if (type != "S" && type != "N" && type != "B") {
      return refuse(fmt::format("Key value must be of type S, N, or B. Key name: {}, Key type: {}",
                                attribute.name, type));
    }
    return refuse(fmt::format(
        "Key attribute's data type should match its data type in table's schema: Key {}",
        attribute.name));
  }
}

KeyPlan::Branches KeyPlan::in_branches(const Condition& condition) {
  Branches branches;
  for (std::size_t i = 1; i < condition.operands.size(); ++i) {
    const AttributeValue& value = *condition.operands[i].value();
    Branch branch;
    if (is_hash(condition)) {
      branch.hashes.push_back(value);
    } else {
      branch.ranges.push_back({.attribute = schema_.range->name, .low = value, .high = {}});
    }
    branches.push_back(std::move(branch));
  }
  return branches;
}

KeyPlan::Branches KeyPlan::branches_of(const Condition& condition) {
  if (is_hash(condition)) {
    check_types(condition, schema_.hash);
    return in_branches(condition);
  }
  if (is_range(condition)) {
    check_types(condition, *schema_.range);
    if (is_in(condition)) return in_branches(condition);
    AttributeCondition range{.attribute = schema_.range->name,
                             .op = *range_operator(condition),
                             .low = *condition.operands[1].value(),
                             .high = {}};
    if (range.op == RangeOperator::kBetween) range.high = *condition.operands[2].value();
    return {Branch{.ranges = {std::move(range)}}};
  }
  if (condition.kind == ConditionKind::kAnd) {
    Branches branches = {Branch{}};
    for (const Condition& part : condition.parts) branches = product(branches, branches_of(part));
    return branches;
  }
  if (condition.kind == ConditionKind::kOr && names_key(condition)) return alternatives(condition);
  return {Branch{.filters = {&condition}}};
}

KeyPlan::Branches KeyPlan::alternatives(const Condition& condition) {
  Branches all;
  for (const Condition& part : condition.parts) {
    Branches some = branches_of(part);
    std::move(some.begin(), some.end(), std::back_inserter(all));
    if (all.size() > kMaxBranches) {
      too_many_ = true;
      break;
    }
  }
  return all;
}

KeyPlan::Branches KeyPlan::product(const Branches& left, const Branches& right) {
  if (left.size() * right.size() > kMaxBranches) {
    too_many_ = true;
    return left;
  }
  Branches all;
  for (const Branch& one : left) {
    for (const Branch& two : right) {
      Branch both = one;
      both.hashes.insert(both.hashes.end(), two.hashes.begin(), two.hashes.end());
      both.ranges.insert(both.ranges.end(), two.ranges.begin(), two.ranges.end());
      both.filters.insert(both.filters.end(), two.filters.begin(), two.filters.end());
      all.push_back(std::move(both));
    }
  }
  return all;
}

// nullopt: it names no partition, or more than one.
std::optional<KeyPlan::Part> KeyPlan::part_of(const Branch& branch) {
  if (branch.hashes.empty()) return std::nullopt;
  const AttributeValue& hash = branch.hashes.front();
  for (const AttributeValue& other : branch.hashes) {
    if (!(other == hash)) return std::nullopt;
  }
  Part part{.partition = values::partition_range(hash).from,
            .range = values::partition_range(hash),
            .exempt = false,
            .filters = branch.filters};
  const AttributeCondition is_hash{
      .attribute = schema_.hash.name, .op = RangeOperator::kEqual, .low = hash, .high = {}};
  std::vector<KeyConditions> checked = {{is_hash}};
  for (const AttributeCondition& range : branch.ranges) {
    const bool between = range.op == RangeOperator::kBetween;
    part.range = intersection(
        part.range, values::sort_range(hash, range.op, range.low, between ? &range.high : nullptr));
    checked.push_back({is_hash, range});
  }
  for (KeyConditions& conditions : checked) {
    auto bound = bind_key_condition(std::move(conditions), key_attributes_of(schema_));
    if (auto* problem = std::get_if<ExpressionProblem>(&bound)) refuse(problem->message);
  }
  for (const Condition* filter : branch.filters) part.exempt |= looks_at_range(*filter);
  return part;
}

void KeyPlan::arrange(std::vector<Part> parts) {
  exact_ = true;
  std::vector<std::string> partitions;
  for (const Part& part : parts) {
    exact_ = exact_ && part.filters.empty();
    if (std::ranges::find(partitions, part.partition) == partitions.end()) {
      partitions.push_back(part.partition);
    }
  }
  parts_ = std::move(parts);
  std::stable_sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) {
    return std::tie(a.partition, a.range.from) < std::tie(b.partition, b.range.from);
  });
  for (const std::string& partition : partitions) {
    check_overlap(partition);
    merge(partition);
  }
}

void KeyPlan::check_overlap(const std::string& partition) {
  const KeyRange* reach = nullptr;
  for (const Part& part : parts_) {
    if (part.partition != partition || part.range.empty() || part.exempt) continue;
    if (reach != nullptr && !ends_before(*reach, part.range.from)) {
      return refuse("Overlapping conditions with range keys are not supported in where clause");
    }
    reach = &part.range;
  }
}

void KeyPlan::merge(const std::string& partition) {
  const std::size_t first = reads_.size();
  for (const Part& part : parts_) {
    if (part.partition != partition || part.range.empty()) continue;
    if (reads_.size() == first || ends_before(reads_.back(), part.range.from)) {
      reads_.push_back(part.range);
    } else if (ends_before(reads_.back(), part.range.until)) {
      reads_.back().until = part.range.until;
    }
  }
}

std::vector<std::string> KeyPlan::unprojected(const std::set<std::string>& projected) const {
  std::vector<std::string> last;
  if (!keyed_) return last;
  for (const Part& part : parts_) {
    std::vector<std::string> names;
    for (const Condition* filter : part.filters) {
      for (const DocumentPath& path : paths_of(*filter)) {
        const std::string& name = attribute_of(path);
        const bool new_one = std::ranges::find(names, name) == names.end();
        if (new_one && !projected.contains(name)) names.push_back(name);
      }
    }
    if (names.empty()) return {};
    last = std::move(names);
  }
  return in_java_order(std::move(last));
}

namespace {

std::size_t hash_conditions(const Condition& condition, const std::string& hash) {
  if (condition.kind == ConditionKind::kAnd) {
    std::size_t count = 0;
    for (const Condition& part : condition.parts) count += hash_conditions(part, hash);
    return count;
  }
  if (condition.kind == ConditionKind::kOr) {
    const bool all = std::all_of(
        condition.parts.begin(), condition.parts.end(),
        [&](const Condition& part) { return compares(part, hash) && is_equality(part); });
    return all ? condition.parts.size() : 0;
  }
  if (!compares(condition, hash)) return 0;
  if (is_in(condition)) return condition.operands.size() - 1;
  return is_equality(condition) ? 1 : 0;
}

std::optional<bool> descending(const SelectStatement& statement, const std::string& attribute) {
  for (const OrderTerm& term : statement.order) {
    if (term.attribute == attribute) return term.descending;
  }
  return std::nullopt;
}

std::optional<ExpressionProblem> order_problem(const SelectStatement& statement,
                                               const values::KeySchema& schema) {
  if (!statement.where) {
    return ExpressionProblem{"Must have WHERE clause in the statement when using ORDER BY clause."};
  }
  for (const OrderTerm& term : statement.order) {
    const bool is_key = term.attribute == schema.hash.name ||
                        (schema.range && term.attribute == schema.range->name);
    if (is_key) continue;
    return ExpressionProblem{fmt::format(
        "Attribute {} in ORDER BY clause must be part of the primary key", term.attribute)};
  }
  const std::size_t count = hash_conditions(*statement.where, schema.hash.name);
  if (count == 0) {
    return ExpressionProblem{
        "Must have at least one non-optional hash key condition in WHERE clause when using ORDER "
        "BY clause."};
  }
  if (count == 1 || descending(statement, schema.hash.name)) return std::nullopt;
  return ExpressionProblem{
      "Must have hash key in ORDER BY clause when more than one hash key condition specified in "
      "WHERE clause."};
}

}  // namespace

Parsed<Order> ordered_reads(const SelectStatement& statement, const KeyPlan& plan,
                            const values::KeySchema& schema) {
  Order order{.reads = plan.reads()};
  if (statement.order.empty()) return order;
  if (auto problem = order_problem(statement, schema)) return *std::move(problem);
  const bool hash_descends = descending(statement, schema.hash.name).value_or(false);
  // Not asked for, the service gives sort keys from the last to the first.
  order.forward =
      !(schema.range ? descending(statement, schema.range->name).value_or(true) : false);
  const auto partition_of = [](const KeyRange& range) {
    const std::size_t end = range.from.find(std::string_view("\0\0", 2));
    return range.from.substr(0, end);
  };
  std::stable_sort(order.reads.begin(), order.reads.end(),
                   [&](const KeyRange& a, const KeyRange& b) {
                     const std::string left = partition_of(a);
                     const std::string right = partition_of(b);
                     if (left != right) return hash_descends ? left > right : left < right;
                     return order.forward ? a.from < b.from : a.from > b.from;
                   });
  return order;
}

}  // namespace tidemark::expressions::partiql
