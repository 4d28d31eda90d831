#include "values/number.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tidemark::values {

namespace {

// d.ddd × 10^exponent without leading or trailing zeros; no digits at all is zero.
struct Decimal {
  bool negative = false;
  int exponent = 0;
  std::size_t count = 0;
  std::array<char, kMaxNumberDigits> digits{};

  [[nodiscard]] std::string_view text() const { return {digits.data(), count}; }
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

bool take_sign(std::string_view& text) {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
  const bool negative = text.front() == '-';
  text.remove_prefix(1);
  return negative;
}

// The exponent behind 'e', clamped beyond what any request's digits could bring back into range;
// nullopt when it is none, or no 64-bit integer.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  constexpr std::int64_t kFar = 1'000'000'000'000;
  const bool negative = take_sign(text);
  if (text.empty() || !all_digits(text)) return std::nullopt;
  const std::uint64_t limit = (std::uint64_t{1} << 63) - (negative ? 0 : 1);
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (limit - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  const auto near = static_cast<std::int64_t>(std::min<std::uint64_t>(value, kFar));
  return negative ? -near : near;
}

// The digits before and behind the point as one row.
struct Mantissa {
  std::string_view whole;
  std::string_view part;

  [[nodiscard]] std::size_t size() const { return whole.size() + part.size(); }

  [[nodiscard]] char at(std::size_t i) const {
    return i < whole.size() ? whole[i] : part[i - whole.size()];
  }
};

std::variant<Decimal, NumberProblem> read(std::string_view text) {
  Decimal number;
  number.negative = take_sign(text);
  const std::size_t e = text.find_first_of("eE");
  std::int64_t exponent = 0;
  if (e != std::string_view::npos) {
    const auto read = read_exponent(text.substr(e + 1));
    if (!read) return NumberProblem::kNotNumeric;
    exponent = *read;
    text = text.substr(0, e);
  }
  const std::size_t point = text.find('.');
  Mantissa row{text.substr(0, point), {}};
  if (point != std::string_view::npos) row.part = text.substr(point + 1);
  if (row.size() == 0 || !all_digits(row.whole) || !all_digits(row.part)) {
    return NumberProblem::kNotNumeric;
  }

  std::size_t first = 0;
  while (first < row.size() && row.at(first) == '0') ++first;
  if (first == row.size()) {  // zero is held to the range by the exponent that it is written with
    if (exponent > kMaxNumberExponent) return NumberProblem::kOverflow;
    if (exponent < kMinNumberExponent) return NumberProblem::kUnderflow;
    return Decimal{};
  }
  std::size_t end = row.size();
  while (row.at(end - 1) == '0') --end;
  exponent += static_cast<std::int64_t>(row.whole.size()) - 1 - static_cast<std::int64_t>(first);
  if (exponent > kMaxNumberExponent) return NumberProblem::kOverflow;
  if (exponent < kMinNumberExponent) return NumberProblem::kUnderflow;
  number.count = end - first;
  if (number.count > kMaxNumberDigits) return NumberProblem::kTooManyDigits;
  number.exponent = static_cast<int>(exponent);
  for (std::size_t i = 0; i < number.count; ++i) number.digits[i] = row.at(first + i);
  return number;
}

std::string plain_text(const Decimal& number) {
  if (number.count == 0) return "0";
  std::string text;
  if (number.negative) text.push_back('-');
  const int count = static_cast<int>(number.count);
  if (number.exponent < 0) {
    text.append("0.").append(static_cast<std::size_t>(-number.exponent - 1), '0');
    text.append(number.text());
  } else if (number.exponent >= count - 1) {
    text.append(number.text());
    text.append(static_cast<std::size_t>(number.exponent - count + 1), '0');
  } else {
    const auto whole = static_cast<std::size_t>(number.exponent) + 1;
    text.append(number.text().substr(0, whole)).push_back('.');
    text.append(number.text().substr(whole));
  }
  return text;
}

// `canonical` is a Number's text, so it is readable.
Decimal decimal_of(const std::string& canonical) {
  return std::get<Decimal>(read(canonical));
}

// A place of a sum for every digit that two numbers can have, and one for what is carried.
constexpr int kLowestPlace = kMinNumberExponent - (kMaxNumberDigits - 1);
using Places = std::array<int, kMaxNumberExponent + 2 - kLowestPlace>;

void add_digits(Places& places, const Decimal& number, bool negated) {
  const int sign = number.negative != negated ? -1 : 1;
  auto place = static_cast<std::size_t>(number.exponent - kLowestPlace);
  for (std::size_t i = 0; i < number.count; ++i) places[place--] += sign * (number.digits[i] - '0');
}

// Makes every place a digit from 0 to 9. Whether the sum is negative.
bool carry(Places& places) {
  const auto top = std::find_if(places.rbegin(), places.rend(), [](int digit) { return digit; });
  const bool negative = top != places.rend() && *top < 0;
  int carried = 0;
  for (int& digit : places) {
    const int value = (negative ? -digit : digit) + carried + 20;
    carried = value / 10 - 2;
    digit = value % 10;
  }
  return negative;
}

std::variant<Decimal, NumberProblem> total(const Decimal& a, const Decimal& b, bool negate_b) {
  Places places{};
  if (a.count > 0) add_digits(places, a, false);
  if (b.count > 0) add_digits(places, b, negate_b);
  Decimal sum;
  sum.negative = carry(places);
  int top = static_cast<int>(places.size()) - 1;
  while (top >= 0 && places[static_cast<std::size_t>(top)] == 0) --top;
  if (top < 0) return Decimal{};
  int bottom = 0;
  while (places[static_cast<std::size_t>(bottom)] == 0) ++bottom;
  sum.exponent = top + kLowestPlace;
  if (sum.exponent > kMaxNumberExponent) return NumberProblem::kOverflow;
  if (sum.exponent < kMinNumberExponent) return NumberProblem::kUnderflow;
  if (top - bottom >= kMaxNumberDigits) return NumberProblem::kOverflow;
  for (int place = top; place >= bottom; --place) {
    sum.digits[sum.count++] = static_cast<char>('0' + places[static_cast<std::size_t>(place)]);
  }
  return sum;
}

constexpr char kNegative = 1;
constexpr char kZero = 2;
constexpr char kPositive = 3;
// Ends a negative number: above every complemented pair of digits.
constexpr char kNegativeEnd = '\xff';

// Undoes ordered_bytes for a non-zero number; what it gives for other bytes is not canonical.
std::optional<Decimal> decimal_from_ordered(std::string_view bytes) {
  Decimal number;
  number.negative = bytes.front() == kNegative;
  bytes.remove_prefix(1);
  if (number.negative && !bytes.empty()) bytes.remove_suffix(1);
  if (bytes.size() < 2 || bytes.size() > 1 + kMaxNumberDigits / 2) return std::nullopt;
  const auto plain = [&](char byte) {
    return static_cast<unsigned char>(number.negative ? ~byte : byte);
  };
  number.exponent = plain(bytes.front()) + kMinNumberExponent;
  for (const char byte : bytes.substr(1)) {
    const int pair = plain(byte) - 1;
    if (pair < 0 || pair > 99) return std::nullopt;
    number.digits[number.count++] = static_cast<char>('0' + pair / 10);
    number.digits[number.count++] = static_cast<char>('0' + pair % 10);
  }
  if (number.digits[number.count - 1] == '0') --number.count;
  // The writer gives no zeros at either end. Checked here, since one digit less in front could
  // leave the range that every Number keeps to.
  const bool canonical = number.digits[0] != '0' && number.digits[number.count - 1] != '0';
  return canonical ? std::optional(number) : std::nullopt;
}

}  // namespace

std::variant<Number, NumberProblem> Number::parse(std::string_view text) {
  const auto number = read(text);
  if (const auto* problem = std::get_if<NumberProblem>(&number)) return *problem;
  return Number(plain_text(std::get<Decimal>(number)));
}

std::string to_text(NumberProblem problem, std::string_view given) {
  switch (problem) {
    case NumberProblem::kNotNumeric:
      return fmt::format("The parameter cannot be converted to a numeric value: {}", given);
    case NumberProblem::kTooManyDigits:
      return "Attempting to store more than 38 significant digits in a Number";
    case NumberProblem::kOverflow:
      return "Number overflow. Attempting to store a number with magnitude larger than supported "
             "range";
    case NumberProblem::kUnderflow: break;
  }
  return "Number underflow. Attempting to store a number with magnitude smaller than supported "
         "range";
}

std::string to_older_text(NumberProblem problem, std::string_view given) {
  if (given.empty()) return "The parameter cannot be converted to a numeric value";
  const std::size_t e = given.find_first_of("eE");
  const auto exponent = e == std::string_view::npos ? std::optional<std::int64_t>(0)
                                                    : read_exponent(given.substr(e + 1));
  if (exponent && (*exponent > INT32_MAX || *exponent <= INT32_MIN)) {
    problem = NumberProblem::kNotNumeric;
  } else if (exponent == INT32_MAX && problem == NumberProblem::kOverflow) {
    problem = NumberProblem::kUnderflow;  // one more digit's place wraps it round
  }
  return to_text(problem, given);
}

Result<Number> Number::from_canonical(std::string_view text) {
  auto parsed = parse(text);
  if (auto* number = std::get_if<Number>(&parsed); number != nullptr && number->text_ == text) {
    return std::move(*number);
  }
  return fail(Code::kCorrupt, fmt::format("'{}' is no stored number", text.substr(0, 200)));
}

// One sign byte; then for non-zero the exponent and two digits a byte, each plus one. Negative
// numbers have these complemented and end in ff, so that more digits sort lower.
std::string Number::ordered_bytes() const {
  const Decimal number = decimal_of(text_);
  if (number.count == 0) return {kZero};
  std::string bytes;
  bytes.push_back(number.negative ? kNegative : kPositive);
  bytes.push_back(static_cast<char>(number.exponent - kMinNumberExponent));
  for (std::size_t i = 0; i < number.count; i += 2) {
    const int high = number.digits[i] - '0';
    const int low = i + 1 < number.count ? number.digits[i + 1] - '0' : 0;
    bytes.push_back(static_cast<char>(high * 10 + low + 1));
  }
  if (!number.negative) return bytes;
  for (std::size_t i = 1; i < bytes.size(); ++i) bytes[i] = static_cast<char>(~bytes[i]);
  bytes.push_back(kNegativeEnd);
  return bytes;
}

Result<Number> Number::from_ordered_bytes(std::string_view bytes) {
  if (bytes.size() == 1 && bytes.front() == kZero) return Number();
  if (!bytes.empty() && (bytes.front() == kNegative || bytes.front() == kPositive)) {
    if (const auto decimal = decimal_from_ordered(bytes)) {
      Number number(plain_text(*decimal));
      if (number.ordered_bytes() == bytes) return number;
    }
  }
  return fail(Code::kCorrupt, "a number's key bytes are damaged");
}

std::variant<Number, NumberProblem> Number::sum(const Number& a, const Number& b) {
  const auto sum = total(decimal_of(a.text_), decimal_of(b.text_), false);
  if (const auto* problem = std::get_if<NumberProblem>(&sum)) return *problem;
  return Number(plain_text(std::get<Decimal>(sum)));
}

std::variant<Number, NumberProblem> Number::difference(const Number& a, const Number& b) {
  const auto sum = total(decimal_of(a.text_), decimal_of(b.text_), true);
  if (const auto* problem = std::get_if<NumberProblem>(&sum)) return *problem;
  return Number(plain_text(std::get<Decimal>(sum)));
}

std::size_t Number::bytes() const {
  return bytes_of_canonical(text_);
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
  return compare_canonical(a.text_, b.text_);
}

// Canonical texts of one sign and with equally many digits before the point sort as bytes do.
std::strong_ordering compare_canonical(std::string_view a, std::string_view b) {
  const bool negative = a.starts_with('-');
  if (negative != b.starts_with('-')) {
    return negative ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (negative) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  const std::size_t whole_a = std::min(a.find('.'), a.size());
  const std::size_t whole_b = std::min(b.find('.'), b.size());
  const auto order = whole_a != whole_b ? whole_a <=> whole_b : a.compare(b) <=> 0;
  return negative ? 0 <=> order : order;
}

std::size_t bytes_of_canonical(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = text.find_first_not_of("0.");
  if (first == std::string_view::npos) return 1;
  const std::size_t last = text.find_last_not_of("0.");
  const std::size_t digits = last - first + (first < point && last > point ? 0 : 1);
  // Whether d.ddd × 10^exponent has an even exponent.
  const std::size_t distance = first < point ? point - 1 - first : first - point;
  const bool straddles = digits % 2 == 0 && distance % 2 == 0;
  return 1 + (digits + 1) / 2 + (straddles ? 1 : 0) + (negative ? 1 : 0);
}

}  // namespace tidemark::values
