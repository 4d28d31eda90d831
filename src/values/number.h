// DynamoDB's numbers: up to 38 significant digits, magnitudes 1E-130 to 9.99…E+125, and zero.
// Source: DynamoDB developer guide, "Supported data types: Number"; the order of the refusals is
// that of the dynalite test suite, which was run against the service.
//
//   const auto parsed = Number::parse("+1.50e2");        // "150"
//   if (const auto* problem = std::get_if<NumberProblem>(&parsed)) …
#pragma once

#include "base/result.h"

#include <compare>
#include <string>
#include <string_view>
#include <variant>

namespace tidemark::values {

inline constexpr int kMaxNumberDigits = 38;
inline constexpr int kMinNumberExponent = -130;  // of d.ddd × 10^exponent
inline constexpr int kMaxNumberExponent = 125;

enum class NumberProblem { kNotNumeric, kTooManyDigits, kOverflow, kUnderflow };

// DynamoDB's words for it; `given` is the text that was to be a number.
std::string to_text(NumberProblem problem, std::string_view given);
// The words of the service's older code, which reads exponents as 32-bit integers.
std::string to_older_text(NumberProblem problem, std::string_view given);

// A number in its canonical form: plain decimal digits, no exponent, no leading or trailing
// zeros ("1E2" is "100", "-0" is "0", "1.10" is "1.1"). Equal numbers have equal texts.
class Number {
 public:
  Number() : text_("0") {}

  // Reads signs, leading zeros, ".5", "5." and exponents; refuses blanks, NaN, Infinity.
  static std::variant<Number, NumberProblem> parse(std::string_view text);

  // For stored bytes: takes only what text() once gave.
  // Errors: kCorrupt
  static Result<Number> from_canonical(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }

  // Bytes that sort as the numbers do; docs/formats/item.md.
  [[nodiscard]] std::string ordered_bytes() const;
  // Errors: kCorrupt  for all but what ordered_bytes() gives
  static Result<Number> from_ordered_bytes(std::string_view bytes);

  // Exact. A sum that needs more than 38 digits overflows, as at AWS.
  static std::variant<Number, NumberProblem> sum(const Number& a, const Number& b);
  static std::variant<Number, NumberProblem> difference(const Number& a, const Number& b);

  // What AWS counts for it.
  [[nodiscard]] std::size_t bytes() const;

  friend bool operator==(const Number&, const Number&) = default;
  friend std::strong_ordering operator<=>(const Number& a, const Number& b);

 private:
  explicit Number(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

// The same of canonical texts that are no Numbers, such as stored ones. Harmless for other text.
std::strong_ordering compare_canonical(std::string_view a, std::string_view b);
std::size_t bytes_of_canonical(std::string_view text);

}  // namespace tidemark::values
