// Numbers against a second, plain reading of the same text: the same verdict, the same digits, the
// same order. A number that parses prints to text that parses back to the same, and so do its key
// bytes; key bytes that are taken are the only ones for their number.
//
// Input: one text, or two with a comma between them.
#include "values/number.h"

#include "property.h"

#include <optional>
#include <string>

namespace {

using namespace tidemark;
using values::Number;
using values::NumberProblem;

// digits × 10^power, digits without zeros at either end; no digits is zero.
struct Exact {
  bool negative = false;
  std::string digits{};
  long power = 0;
  long written = 0;  // the exponent behind 'e', as far as a hundred million
};

__extension__ using Wide = __int128;

// One character after another: sign, digits with at most one point, exponent.
std::optional<Exact> exact_of(std::string_view text) {
  Exact exact;
  std::size_t at = 0;
  const auto next = [&] { return at < text.size() ? text[at] : '\0'; };
  const auto digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  if (next() == '+' || next() == '-') exact.negative = text[at++] == '-';
  bool any = false;
  for (; digit(); ++at, any = true) exact.digits += text[at];
  if (next() == '.') {
    for (++at; digit(); ++at, any = true, --exact.power) exact.digits += text[at];
  }
  if (!any) return std::nullopt;
  if (next() == 'e' || next() == 'E') {
    ++at;
    bool down = false;
    if (next() == '+' || next() == '-') down = text[at++] == '-';
    if (!digit()) return std::nullopt;
    Wide exponent = 0;
    const Wide most = Wide{1} << 63;  // an exponent is a 64-bit integer
    for (; digit(); ++at) exponent = std::min(2 * most, exponent * 10 + (text[at] - '0'));
    if (exponent > most || (exponent == most && !down)) return std::nullopt;
    exact.written = static_cast<long>(std::min(Wide{100'000'000}, exponent)) * (down ? -1 : 1);
    exact.power += exact.written;
  }
  if (at != text.size()) return std::nullopt;
  while (!exact.digits.empty() && exact.digits.front() == '0') exact.digits.erase(0, 1);
  while (!exact.digits.empty() && exact.digits.back() == '0')
    exact.digits.pop_back(), ++exact.power;
  if (exact.digits.empty()) return Exact{.written = exact.written};
  return exact;
}

// Of the first digit: d.ddd × 10^scale. Zero has the scale that it is written with.
long scale_of(const Exact& exact) {
  if (exact.digits.empty()) return exact.written;
  return exact.power + static_cast<long>(exact.digits.size()) - 1;
}

std::string plain(const Exact& exact) {
  if (exact.digits.empty()) return "0";
  std::string text = exact.digits;
  if (exact.power >= 0) {
    text.append(static_cast<std::size_t>(exact.power), '0');
  } else {
    const auto behind = static_cast<std::size_t>(-exact.power);
    if (text.size() <= behind) text.insert(0, behind + 1 - text.size(), '0');
    text.insert(text.size() - behind, ".");
  }
  return exact.negative ? "-" + text : text;
}

int compared(const Exact& a, const Exact& b) {
  const auto sign = [](const Exact& e) { return e.digits.empty() ? 0 : e.negative ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) < sign(b) ? -1 : 1;
  if (sign(a) == 0) return 0;
  // Both written out to the same last place.
  const long last = std::min(a.power, b.power);
  std::string x = a.digits + std::string(static_cast<std::size_t>(a.power - last), '0');
  std::string y = b.digits + std::string(static_cast<std::size_t>(b.power - last), '0');
  if (x.size() < y.size()) x.insert(0, y.size() - x.size(), '0');
  if (y.size() < x.size()) y.insert(0, x.size() - y.size(), '0');
  const int size = x < y ? -1 : x > y ? 1 : 0;
  return a.negative ? -size : size;
}

void check_refused(NumberProblem problem, const std::optional<Exact>& exact) {
  TM_CHECK((problem == NumberProblem::kNotNumeric) == !exact);
  if (!exact) return;
  TM_CHECK((problem == NumberProblem::kOverflow) == (scale_of(*exact) > 125));
  TM_CHECK((problem == NumberProblem::kUnderflow) == (scale_of(*exact) < -130));
  if (problem == NumberProblem::kTooManyDigits) TM_CHECK(exact->digits.size() > 38);
}

// The number, if the text is one.
std::optional<Number> check_text(std::string_view text) {
  const auto parsed = Number::parse(text);
  const std::optional<Exact> exact = exact_of(text);
  if (const auto* problem = std::get_if<NumberProblem>(&parsed)) {
    check_refused(*problem, exact);
    return std::nullopt;
  }
  const Number& number = std::get<Number>(parsed);
  TM_CHECK(exact && exact->digits.size() <= 38);
  TM_CHECK(scale_of(*exact) <= 125 && scale_of(*exact) >= -130);
  TM_CHECK(number.text() == plain(*exact));
  TM_CHECK(std::get<Number>(Number::parse(number.text())) == number);
  TM_CHECK(Number::from_canonical(number.text()).value() == number);
  TM_CHECK(Number::from_ordered_bytes(number.ordered_bytes()).value() == number);
  TM_CHECK(number.bytes() >= 1 && number.bytes() <= 22);
  return number;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  check_text(text);
  if (const auto comma = text.find(','); comma != text.npos) {
    const std::string_view left = text.substr(0, comma);
    const std::string_view right = text.substr(comma + 1);
    const auto one = check_text(left);
    const auto two = check_text(right);
    if (one && two) {
      const int order = compared(*exact_of(left), *exact_of(right));
      TM_CHECK((*one < *two) == (order < 0) && (*one == *two) == (order == 0));
      TM_CHECK((one->ordered_bytes() < two->ordered_bytes()) == (order < 0));
    }
  }
  if (const auto number = Number::from_ordered_bytes(text)) {
    TM_CHECK(number.value().ordered_bytes() == text);
  }
  return 0;
}
