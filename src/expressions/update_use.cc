#include "expressions/update_use.h"

#include "values/item_size.h"

namespace tidemark::expressions {

namespace {

constexpr std::size_t kUpdateCharge = 3;
constexpr std::size_t kValueCharge = 19;   // of SET and ADD
constexpr std::size_t kRemovalCharge = 1;  // of REMOVE and DELETE
constexpr std::size_t kTargetStepCharge = 4;
constexpr std::size_t kPathCharge = 1;
constexpr std::size_t kPathStepCharge = 14;
constexpr std::size_t kPlusCharge = 34;
constexpr std::size_t kMinusCharge = 37;
constexpr std::size_t kIfNotExistsCharge = 39;
constexpr std::size_t kListAppendCharge = 37;

// A name's bytes, or an index's digits.
std::size_t bytes_of(const PathStep& step) {
  const auto* name = std::get_if<std::string>(&step);
  return name != nullptr ? name->size() : std::to_string(std::get<std::size_t>(step)).size();
}

std::size_t target_charge(const DocumentPath& path) {
  std::size_t charge = bytes_of(path.front());
  for (std::size_t i = 1; i < path.size(); ++i) charge += kTargetStepCharge + bytes_of(path[i]);
  return charge;
}

std::size_t operand_charge(const Operand& operand) {
  if (const auto* value = operand.value()) return values::bytes_of(*value);
  std::size_t charge = 0;
  if (const auto* path = operand.path()) {
    charge = kPathCharge;
    for (const PathStep& step : *path) charge += kPathStepCharge + bytes_of(step);
    return charge;
  }
  const Call& call = *operand.call();
  charge = call.function == "list_append" ? kListAppendCharge : kIfNotExistsCharge;
  for (const Operand& argument : call.arguments) charge += operand_charge(argument);
  return charge;
}

std::size_t value_charge(const SetValue& value) {
  std::size_t charge = 0;
  if (value.sum == SetValue::Sum::kPlus) charge = kPlusCharge;
  if (value.sum == SetValue::Sum::kMinus) charge = kMinusCharge;
  for (const Operand& operand : value.operands) charge += operand_charge(operand);
  return charge;
}

std::size_t action_charge(const UpdateAction& action) {
  switch (action.kind) {
    case UpdateAction::Kind::kSet: return kValueCharge + value_charge(action.value);
    case UpdateAction::Kind::kAdd: return kValueCharge + values::bytes_of(action.operand);
    case UpdateAction::Kind::kRemove:
    case UpdateAction::Kind::kDelete: break;
  }
  return kRemovalCharge;
}

void append_paths(std::vector<DocumentPath>& paths, const Operand& operand) {
  if (operand.path() != nullptr) paths.push_back(*operand.path());
  if (operand.call() == nullptr) return;
  for (const Operand& argument : operand.call()->arguments) append_paths(paths, argument);
}

}  // namespace

std::vector<DocumentPath> paths_of(const Update& update) {
  std::vector<DocumentPath> paths;
  for (const UpdateAction& action : update.actions) {
    paths.push_back(action.path);
    for (const Operand& operand : action.value.operands) append_paths(paths, operand);
  }
  return paths;
}

std::size_t charge_of(const Update& update) {
  std::size_t charge = kUpdateCharge;
  for (const UpdateAction& action : update.actions) {
    charge += action_charge(action) + target_charge(action.path);
  }
  return charge;
}

}  // namespace tidemark::expressions
