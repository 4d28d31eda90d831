#include "cli/words.h"

#include "base/check.h"

#include <charconv>

namespace tidemark::cli {

bool Words::has(std::string_view name) const {
  return typed_.find(name) != typed_.end();
}

const std::string& Words::text(std::string_view name) const {
  static const std::string kNothing;
  if (const auto typed = typed_.find(name); typed != typed_.end()) return typed->second.back();
  const auto otherwise = defaults_.find(name);
  return otherwise != defaults_.end() ? otherwise->second : kNothing;
}

const std::vector<std::string>& Words::all(std::string_view name) const {
  static const std::vector<std::string> kNone;
  const auto typed = typed_.find(name);
  return typed != typed_.end() ? typed->second : kNone;
}

long long Words::number(std::string_view name) const {
  const std::string& digits = text(name);
  long long value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  TM_CHECK(problem == std::errc() && end == digits.data() + digits.size());
  return value;
}

void Words::add(std::string_view name, std::string value) {
  typed_[std::string(name)].push_back(std::move(value));
}

void Words::set_default(std::string_view name, std::string value) {
  defaults_[std::string(name)] = std::move(value);
}

}  // namespace tidemark::cli
