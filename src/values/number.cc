#include "values/number.h"

#include <algorithm>

namespace tidemark::values {

namespace {

constexpr int kMaxDigits = 38;
constexpr int kMinExponent = -130;
constexpr int kMaxExponent = 125;

// d.ddd × 10^exponent without leading or trailing zeros; no digits at all is zero.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The exponent behind 'e', clamped far outside every range; false when it is none.
bool take_exponent(std::string_view text, int& exponent) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  int value = 0;
  for (const char c : text) value = std::min(1'000'000, value * 10 + (c - '0'));
  exponent = negative ? -value : value;
  return true;
}

// Reads text into a Decimal of any length and exponent.
bool read(std::string_view text, Decimal& number) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    number.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t e = text.find_first_of("eE");
  int exponent = 0;
  if (e != std::string_view::npos && !take_exponent(text.substr(e + 1), exponent)) return false;
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t point = mantissa.find('.');
  const std::string_view whole = mantissa.substr(0, point);
  const std::string_view part =
      point == std::string_view::npos ? std::string_view() : mantissa.substr(point + 1);
  if (whole.empty() && part.empty()) return false;
  if (!std::all_of(whole.begin(), whole.end(), is_digit)) return false;
  if (!std::all_of(part.begin(), part.end(), is_digit)) return false;

  number.digits.assign(whole).append(part);
  const std::size_t first = number.digits.find_first_not_of('0');
  if (first == std::string::npos) {
    number = Decimal{};
    return true;
  }
  number.exponent = exponent + static_cast<int>(whole.size()) - 1 - static_cast<int>(first);
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  number.digits.erase(0, first);
  return true;
}

std::string plain_text(const Decimal& number) {
  if (number.digits.empty()) return "0";
  std::string text;
  if (number.negative) text.push_back('-');
  const int count = static_cast<int>(number.digits.size());
  if (number.exponent < 0) {
    text += "0.";
    text.append(static_cast<std::size_t>(-number.exponent - 1), '0');
    text += number.digits;
  } else if (number.exponent >= count - 1) {
    text += number.digits;
    text.append(static_cast<std::size_t>(number.exponent - count + 1), '0');
  } else {
    const auto whole = static_cast<std::size_t>(number.exponent) + 1;
    text += number.digits.substr(0, whole) + "." + number.digits.substr(whole);
  }
  return text;
}

Decimal decimal_of(const std::string& canonical) {
  Decimal number;
  read(canonical, number);
  return number;
}

constexpr char kNegative = 1;
constexpr char kZero = 2;
constexpr char kPositive = 3;

}  // namespace

std::variant<Number, NumberProblem> Number::parse(std::string_view text) {
  Decimal number;
  if (!read(text, number)) return NumberProblem::kNotNumeric;
  if (number.digits.size() > kMaxDigits) return NumberProblem::kTooManyDigits;
  if (number.exponent > kMaxExponent) return NumberProblem::kOverflow;
  if (number.exponent < kMinExponent) return NumberProblem::kUnderflow;
  return Number(plain_text(number));
}

// One sign byte; then for non-zero the exponent and two digits a byte, each plus one. Negative
// numbers have these complemented and end in ff, so that more digits sort lower.
std::string Number::ordered_bytes() const {
  const Decimal number = decimal_of(text_);
  if (number.digits.empty()) return {kZero};
  std::string bytes;
  bytes.push_back(static_cast<char>(number.exponent - kMinExponent));
  for (std::size_t i = 0; i < number.digits.size(); i += 2) {
    const int high = number.digits[i] - '0';
    const int low = i + 1 < number.digits.size() ? number.digits[i + 1] - '0' : 0;
    bytes.push_back(static_cast<char>(high * 10 + low + 1));
  }
  if (!number.negative) return kPositive + bytes;
  for (char& byte : bytes) byte = static_cast<char>(~byte);
  return kNegative + bytes + '\xff';
}

Result<Number> Number::from_ordered_bytes(std::string_view bytes) {
  const auto bad = [] { return fail(Code::kCorrupt, "a number's key bytes are damaged"); };
  if (bytes.empty()) return bad();
  const char sign = bytes.front();
  bytes.remove_prefix(1);
  if (sign == kZero) return bytes.empty() ? Result<Number>(Number()) : bad();
  if (sign != kNegative && sign != kPositive) return bad();
  Decimal number;
  number.negative = sign == kNegative;
  if (number.negative) {
    if (bytes.empty() || bytes.back() != '\xff') return bad();
    bytes.remove_suffix(1);
  }
  if (bytes.size() < 2) return bad();
  const auto plain = [&](char byte) {
    return static_cast<unsigned char>(number.negative ? ~byte : byte);
  };
  number.exponent = plain(bytes.front()) + kMinExponent;
  for (const char byte : bytes.substr(1)) {
    const int pair = plain(byte) - 1;
    if (pair < 0 || pair > 99) return bad();
    number.digits.push_back(static_cast<char>('0' + pair / 10));
    number.digits.push_back(static_cast<char>('0' + pair % 10));
  }
  if (number.digits.back() == '0') number.digits.pop_back();
  return Number(plain_text(number));
}

// 1 + ceil(d/2) + (d even and exponent even ? 1 : 0) + (negative ? 1 : 0), zero = 1.
// Source: measured against DynamoDB by the dynalite test suite.
std::size_t Number::bytes() const {
  const Decimal number = decimal_of(text_);
  if (number.digits.empty()) return 1;
  const std::size_t count = number.digits.size();
  const bool straddles = count % 2 == 0 && number.exponent % 2 == 0;
  return 1 + (count + 1) / 2 + (straddles ? 1 : 0) + (number.negative ? 1 : 0);
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
  if (a.text_ == b.text_) return std::strong_ordering::equal;
  const Decimal one = decimal_of(a.text_);
  const Decimal two = decimal_of(b.text_);
  const auto sign = [](const Decimal& d) { return d.digits.empty() ? 0 : d.negative ? -1 : 1; };
  if (const auto by_sign = sign(one) <=> sign(two); by_sign != 0) return by_sign;
  auto by_size = one.exponent <=> two.exponent;
  if (by_size == 0) by_size = one.digits.compare(two.digits) <=> 0;
  return one.negative ? 0 <=> by_size : by_size;
}

}  // namespace tidemark::values
