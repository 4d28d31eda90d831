#include "schedule/cron_field.h"

#include <array>
#include <charconv>

namespace tidemark::schedule {

namespace {

constexpr std::array<std::string_view, 12> kMonthNames = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                          "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kDayNames = {"SUN", "MON", "TUE", "WED",
                                                       "THU", "FRI", "SAT"};

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool same_word(std::string_view a, std::string_view upper_b) {
  return a.size() == upper_b.size() && std::equal(a.begin(), a.end(), upper_b.begin(),
                                                  [](char x, char y) { return upper(x) == y; });
}

std::optional<unsigned> digits(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string range_of(const CronField& field) {
  std::string text = fmt::format("{} to {}", field.first, field.last);
  if (!field.names.empty()) {
    text += fmt::format(" or {} to {}", field.names.front(), field.names.back());
  }
  return text;
}

struct Span {
  unsigned from;
  unsigned to;
};

// "*", "5" or "5-7"; a single number before a step reaches to the field's end.
Result<Span> span_of(const CronField& field, std::string_view text, bool stepped) {
  if (text == "*") return Span{field.first, field.last};
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) {
    TM_TRY(const unsigned from, number_of(field, text));
    return Span{from, stepped ? field.last : from};
  }
  TM_TRY(const unsigned from, number_of(field, text.substr(0, dash)));
  TM_TRY(const unsigned to, number_of(field, text.substr(dash + 1)));
  if (from > to) {
    return bad_field(field, text,
                     "a range goes up; write one that wraps as two, such as FRI-SAT,SUN-MON");
  }
  return Span{from, to};
}

}  // namespace

const CronField kMinutes{"minutes", 0, 59, {}};
const CronField kHours{"hours", 0, 23, {}};
const CronField kDayOfMonth{"day-of-month", 1, 31, {}};
const CronField kMonth{"month", 1, 12, kMonthNames};
const CronField kDayOfWeek{"day-of-week", 1, 7, kDayNames};
const CronField kYear{"year", 1970, 2199, {}};

std::vector<std::string_view> listed(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

Error bad_field(const CronField& field, std::string_view value, std::string_view why) {
  return fail(Code::kInvalid, fmt::format("the {} field has '{}': {}", field.name, value, why));
}

Result<unsigned> number_of(const CronField& field, std::string_view text) {
  for (std::size_t i = 0; i < field.names.size(); ++i) {
    if (same_word(text, field.names[i])) return field.first + static_cast<unsigned>(i);
  }
  const std::optional<unsigned> number = digits(text);
  if (!number || *number < field.first || *number > field.last) {
    return bad_field(field, text, fmt::format("it takes {}", range_of(field)));
  }
  return *number;
}

Status add_part(const CronField& field, std::string_view part, std::bitset<256>& numbers) {
  const std::size_t slash = part.find('/');
  const bool stepped = slash != std::string_view::npos;
  TM_TRY(const Span span, span_of(field, part.substr(0, slash), stepped));
  unsigned step = 1;
  if (stepped) {
    const unsigned most = field.last - field.first;
    const std::optional<unsigned> given = digits(part.substr(slash + 1));
    if (!given || *given < 1 || *given > most) {
      return bad_field(field, part, fmt::format("a step is a number from 1 to {}", most));
    }
    step = *given;
  }
  for (unsigned n = span.from; n <= span.to; n += step) numbers.set(n - field.first);
  return Ok{};
}

Status add_list(const CronField& field, std::string_view text, std::bitset<256>& numbers) {
  for (const std::string_view part : listed(text)) TM_TRY_STATUS(add_part(field, part, numbers));
  return Ok{};
}

}  // namespace tidemark::schedule
