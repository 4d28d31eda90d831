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
// nullopt when it is none.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  constexpr std::int64_t kFar = 1'000'000'000'000;
  const bool negative = take_sign(text);
  if (text.empty() || !all_digits(text)) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) value = std::min(kFar, value * 10 + (c - '0'));
  return negative ? -value : value;
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
  if (first == row.size()) return Decimal{};
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

std::size_t Number::bytes() const {
  const Decimal number = decimal_of(text_);
  if (number.count == 0) return 1;
  const bool straddles = number.count % 2 == 0 && number.exponent % 2 == 0;
  return 1 + (number.count + 1) / 2 + (straddles ? 1 : 0) + (number.negative ? 1 : 0);
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
  if (a.text_ == b.text_) return std::strong_ordering::equal;
  const Decimal one = decimal_of(a.text_);
  const Decimal two = decimal_of(b.text_);
  const auto sign = [](const Decimal& d) { return d.count == 0 ? 0 : d.negative ? -1 : 1; };
  if (const auto by_sign = sign(one) <=> sign(two); by_sign != 0) return by_sign;
  auto by_size = one.exponent <=> two.exponent;
  if (by_size == 0) by_size = one.text().compare(two.text()) <=> 0;
  return one.negative ? 0 <=> by_size : by_size;
}

}  // namespace tidemark::values
