#include "values/number.h"

#include "base/random.h"
#include "values/number_cases.h"

#include <gtest/gtest.h>

namespace tidemark::values {
namespace {

Number number(std::string_view text) {
  return std::get<Number>(Number::parse(text));
}

NumberProblem problem(std::string_view text) {
  return std::get<NumberProblem>(Number::parse(text));
}

TEST(Number, HasOneCanonicalText) {
  const std::pair<const char*, const char*> cases[] = {
      {"1E2", "100"}, {"-0", "0"},    {"007", "7"},   {"+1.5", "1.5"},     {"1.10", "1.1"},
      {".5", "0.5"},  {"5.", "5"},    {"0.000", "0"}, {"-1e-3", "-0.001"}, {"12.340E1", "123.4"},
      {"100", "100"}, {"0e125", "0"}, {"1e+2", "100"}};
  for (const auto& [given, canonical] : cases) EXPECT_EQ(number(given).text(), canonical) << given;
}

TEST(Number, RefusesWhatIsNone) {
  for (const char* text :
       {"", " ", "a", "1 ", "--1", "1e", "1e+", ".", "NaN", "Infinity", "0x1", "1.2.3", "1,5"}) {
    EXPECT_EQ(problem(text), NumberProblem::kNotNumeric) << text;
  }
}

TEST(Number, AcceptsItsBoundsAndRefusesTheirNeighbours) {
  const std::string nines(38, '9');
  EXPECT_EQ(number(nines).text(), nines);
  EXPECT_EQ(problem(nines + "9"), NumberProblem::kTooManyDigits);
  EXPECT_EQ(number(nines + "0").text(), nines + "0");
  EXPECT_EQ(number("9." + std::string(37, '9') + "E125").text().size(), 126u);
  EXPECT_EQ(problem("1E126"), NumberProblem::kOverflow);
  EXPECT_EQ(problem("-1E126"), NumberProblem::kOverflow);
  EXPECT_EQ(number("1E-130").text().size(), 132u);
  EXPECT_EQ(problem("9.9E-131"), NumberProblem::kUnderflow);
}

TEST(Number, IsSizedAsMeasured) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"0", 1}, {"1", 2}, {"-1", 3}, {"10", 2}, {"12", 2}, {"120", 3}, {"1.2", 3}, {"123", 3}};
  for (const auto& [text, bytes] : cases) EXPECT_EQ(number(text).bytes(), bytes) << text;
}

// Texts whose order 64-bit integers know: value × 10^-6 with a random sign.
TEST(Number, SortsAsBytesJustAsIntegersSort) {
  SeededRandom random(5);
  const auto drawn = [&] {
    return static_cast<std::int64_t>(random.below(1ull << random.below(50))) *
           (random.below(2) == 0 ? 1 : -1);
  };
  for (int i = 0; i < 20000; ++i) {
    const std::int64_t a = drawn();
    const std::int64_t b = random.below(4) == 0 ? a + 1 : drawn();
    const Number one = number(fmt::format("{}e-6", a));
    const Number two = number(fmt::format("{}e-6", b));
    ASSERT_EQ(a < b, one.ordered_bytes() < two.ordered_bytes()) << a << " " << b;
    ASSERT_EQ(a < b, one < two) << a << " " << b;
    ASSERT_EQ(a == b, one == two);
    ASSERT_EQ(Number::from_ordered_bytes(one.ordered_bytes()).value(), one);
  }
}

std::string verdict(std::string_view text) {
  const auto parsed = Number::parse(text);
  const auto* problem = std::get_if<NumberProblem>(&parsed);
  if (problem == nullptr) return std::get<Number>(parsed).text();
  switch (*problem) {
    case NumberProblem::kNotNumeric: return "!kNotNumeric";
    case NumberProblem::kTooManyDigits: return "!kTooManyDigits";
    case NumberProblem::kOverflow: return "!kOverflow";
    case NumberProblem::kUnderflow: break;
  }
  return "!kUnderflow";
}

TEST(Number, AgreesWithPythonsDecimal) {
  for (const NumberCase& c : kNumberCases) {
    ASSERT_EQ(verdict(c.given), c.canonical) << c.given;
    if (c.canonical[0] == '!') continue;
    EXPECT_EQ(number(c.given).bytes(), c.bytes) << c.given;
    EXPECT_EQ(Number::from_canonical(c.canonical).value(), number(c.given));
    EXPECT_EQ(Number::from_ordered_bytes(number(c.given).ordered_bytes()).value(), number(c.given));
  }
}

TEST(Number, SortsAsPythonsDecimalSorts) {
  std::vector<Number> rising;
  for (const NumberCase& c : kNumberCases) {
    if (c.canonical[0] != '!') rising.push_back(number(c.given));
  }
  for (std::size_t i = 0; i < rising.size(); ++i) {
    for (std::size_t j = i; j < rising.size(); ++j) {
      ASSERT_LE(rising[i], rising[j]) << rising[i].text() << " " << rising[j].text();
      ASSERT_LE(rising[i].ordered_bytes(), rising[j].ordered_bytes());
      ASSERT_EQ(rising[i] == rising[j], rising[i].ordered_bytes() == rising[j].ordered_bytes());
    }
  }
}

TEST(Number, TellsOverflowBeforeTooManyDigits) {
  const std::string nines(39, '9');
  EXPECT_EQ(problem(nines), NumberProblem::kTooManyDigits);
  EXPECT_EQ(problem(nines + "E125"), NumberProblem::kOverflow);
  EXPECT_EQ(problem(nines + "E-200"), NumberProblem::kUnderflow);
}

TEST(Number, SurvivesHugeExponentsAndLengths) {
  EXPECT_EQ(problem("1e9223372036854775807"), NumberProblem::kOverflow);
  EXPECT_EQ(problem("1e-9223372036854775808"), NumberProblem::kUnderflow);
  EXPECT_EQ(problem("1e9223372036854775808"), NumberProblem::kNotNumeric);
  EXPECT_EQ(problem("0e126"), NumberProblem::kOverflow);
  EXPECT_EQ(problem("0e-131"), NumberProblem::kUnderflow);
  EXPECT_EQ(number("1" + std::string(2'000'000, '0') + "e-2000000").text(), "1");
  EXPECT_EQ(number("0." + std::string(2'000'000, '0') + "1e2000001").text(), "1");
}

TEST(Number, TakesOnlyItsOwnTextFromStorage) {
  for (const char* text : {"", "1.0", "01", "-0", "1e2", "+1", ".5", "5.", "x"}) {
    EXPECT_EQ(Number::from_canonical(text).error().code, Code::kCorrupt) << text;
  }
}

TEST(Number, KeepsExtremesInOrderAsBytes) {
  const char* rising[] = {"-9.9E125", "-1E125", "-1",  "-1E-130", "0",
                          "1E-130",   "1",      "1.1", "1E125",   "9.9E125"};
  for (std::size_t i = 1; i < std::size(rising); ++i) {
    EXPECT_LT(number(rising[i - 1]).ordered_bytes(), number(rising[i]).ordered_bytes()) << i;
    EXPECT_EQ(Number::from_ordered_bytes(number(rising[i]).ordered_bytes()).value(),
              number(rising[i]));
  }
}

TEST(Number, RefusesDamagedBytes) {
  for (const std::string& bytes :
       {std::string(), std::string("\x02\x01", 2), std::string("\x05"), std::string("\x03\x10"),
        std::string("\x03\x10\x70"), std::string("\x03\x10\x02"), std::string("\x03\x00\x03", 3),
        std::string("\x03\x10\x0b\x01"), std::string("\x01\xef\xf4"), std::string("\x01"),
        "\x03\x10" + std::string(20, '\x0c')}) {
    EXPECT_FALSE(Number::from_ordered_bytes(bytes));
  }
}

std::string shown(const std::variant<Number, NumberProblem>& result) {
  const auto* number = std::get_if<Number>(&result);
  return number != nullptr ? number->text() : to_text(std::get<NumberProblem>(result), "");
}

TEST(Number, AddsAndSubtractsExactly) {
  const auto of = [](std::string_view text) { return std::get<Number>(Number::parse(text)); };
  const std::tuple<const char*, const char*, const char*, const char*> cases[] = {
      {"1", "2", "3", "-1"},
      {"0", "0", "0", "0"},
      {"0", "-5", "-5", "5"},
      {"999", "1", "1000", "998"},
      {"-999", "-1", "-1000", "-998"},
      {"0.1", "0.2", "0.3", "-0.1"},
      {"1", "10000000000000000000000", "10000000000000000000001", "-9999999999999999999999"},
      {"1.5", "-1.5", "0", "3"},
      {"1000", "0.001", "1000.001", "999.999"},
      {"1e125", "1e124", "11e124", "9e124"},
      {"1e-130", "1e-130", "2e-130", "0"},
      {"99999999999999999999999999999999999999", "0", "99999999999999999999999999999999999999",
       "99999999999999999999999999999999999999"}};
  for (const auto& [a, b, sum, difference] : cases) {
    EXPECT_EQ(shown(Number::sum(of(a), of(b))), of(sum).text()) << a << " " << b;
    EXPECT_EQ(shown(Number::difference(of(a), of(b))), of(difference).text()) << a << " " << b;
  }
}

TEST(Number, OverflowsWhereTheServiceDoes) {
  const auto of = [](std::string_view text) { return std::get<Number>(Number::parse(text)); };
  const NumberProblem overflow = NumberProblem::kOverflow;
  EXPECT_EQ(std::get<NumberProblem>(Number::sum(of("9e125"), of("9e125"))), overflow);
  EXPECT_EQ(std::get<NumberProblem>(Number::difference(of("9e125"), of("-9e125"))), overflow);
  EXPECT_EQ(std::get<NumberProblem>(Number::sum(of("1e50"), of("1"))), overflow);
  EXPECT_EQ(std::get<NumberProblem>(Number::difference(of("1e50"), of("1"))), overflow);
  EXPECT_EQ(std::get<NumberProblem>(Number::difference(of("1.1e-130"), of("1e-130"))),
            NumberProblem::kUnderflow);
}

}  // namespace
}  // namespace tidemark::values
