// A pattern of policies: '*' stands for any characters, '?' for one; some characters, those that a
// variable brought, stand only for themselves.
//
//   const Glob glob("arn:aws:dynamodb:*:*:table/a?");
//   glob.matches("arn:aws:dynamodb:eu-west-1:123456789012:table/a1");   // true
//   glob.matches_arn(…);    // likewise, but '*' stays between two colons, except the last
//
// Threads   Immutable once built.
// Source    AWS IAM User Guide, "IAM JSON policy elements: Resource" and "Condition operators".
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tidemark::services {

class Glob {
 public:
  Glob() = default;

  // '*' and '?' in `pattern` are wildcards.
  explicit Glob(std::string_view pattern) { add_pattern(pattern); }

  void add_pattern(std::string_view pattern);
  // Stands for itself, wildcards too.
  void add_literal(std::string_view text);

  [[nodiscard]] bool matches(std::string_view text) const;
  [[nodiscard]] bool matches_ignoring_case(std::string_view text) const;

  // Each of the six parts between colons on its own; the pattern's last part stands for all that
  // is left. A lone '*' matches everything.
  [[nodiscard]] bool matches_arn(std::string_view arn) const;

 private:
  std::vector<std::uint16_t> tokens_;  // a byte, or one of the two wildcards
};

}  // namespace tidemark::services
