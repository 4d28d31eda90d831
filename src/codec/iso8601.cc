#include "codec/iso8601.h"

#include <optional>

namespace tidemark::codec {

namespace {

// Takes one field after another off a text; remembers the first that did not fit.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    if (rest_.size() < count) return refuse();
    int number = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return refuse();
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return number;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char c) {
    if (!take(c)) refuse();
  }

  // ".123456789" as microseconds; 0 when there is none.
  int fraction_micros() {
    if (!take('.')) return 0;
    int micros = 0;
    std::size_t seen = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (seen < 6) micros = micros * 10 + (rest_.front() - '0');
      ++seen;
      rest_.remove_prefix(1);
    }
    if (seen == 0) return refuse();
    for (std::size_t i = seen; i < 6; ++i) micros *= 10;
    return micros;
  }

  // Minutes east of UTC.
  int zone() {
    if (take('Z')) return 0;
    const bool west = !rest_.empty() && rest_.front() == '-';
    if (!west && !take('+')) return refuse();
    if (west) take('-');
    const int hours = digits(2);
    take(':');
    const int minutes = digits(2);
    if (hours > 23 || minutes > 59) return refuse();
    return (west ? -1 : 1) * (hours * 60 + minutes);
  }

  int refuse() {
    refused_ = true;
    return 0;
  }

  [[nodiscard]] bool fitted() const { return !refused_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool refused_ = false;
};

struct Broken {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<std::chrono::microseconds> time;
};

Broken broken_down(Timestamp at) {
  const std::chrono::sys_time<std::chrono::microseconds> instant{
      std::chrono::microseconds(at.micros)};
  const auto midnight = std::chrono::floor<std::chrono::days>(instant);
  return {std::chrono::year_month_day(midnight), std::chrono::hh_mm_ss(instant - midnight)};
}

// `count` decimal digits of a number that has no more.
void append_digits(std::string& text, std::uint64_t number, std::size_t count) {
  const std::size_t begin = text.size();
  text.resize(begin + count);
  for (std::size_t at = begin + count; at > begin; number /= 10) {
    text[--at] = static_cast<char>('0' + number % 10);
  }
}

// With '-' and ':' between the fields, or without.
std::string written(Timestamp at, bool extended, Fraction fraction) {
  const Broken broken = broken_down(at);
  std::string text;
  text.reserve(28);
  const auto field = [&](auto number, char before) {
    if (before != '\0') text.push_back(before);
    append_digits(text, static_cast<std::uint64_t>(number), 2);
  };
  const int year = static_cast<int>(broken.day.year());
  if (year < 0 || year > 9999) {
    text += fmt::format("{:04}", year);  // what no instant of a request can be
  } else {
    append_digits(text, static_cast<std::uint64_t>(year), 4);
  }
  field(static_cast<unsigned>(broken.day.month()), extended ? '-' : '\0');
  field(static_cast<unsigned>(broken.day.day()), extended ? '-' : '\0');
  field(broken.time.hours().count(), 'T');
  field(broken.time.minutes().count(), extended ? ':' : '\0');
  field(broken.time.seconds().count(), extended ? ':' : '\0');
  const auto micros = static_cast<std::uint64_t>(broken.time.subseconds().count());
  if (fraction != Fraction::kNone) text.push_back('.');
  if (fraction == Fraction::kMillis) append_digits(text, micros / 1000, 3);
  if (fraction == Fraction::kMicros) append_digits(text, micros, 6);
  text.push_back('Z');
  return text;
}

}  // namespace

Result<Timestamp> parse_iso8601(std::string_view text) {
  Fields fields(text);
  const int year = fields.digits(4);
  const bool extended = fields.take('-');
  const int month = fields.digits(2);
  if (extended) fields.expect('-');
  const int day = fields.digits(2);
  fields.expect('T');
  const int hour = fields.digits(2);
  if (extended) fields.expect(':');
  const int minute = fields.digits(2);
  if (extended) fields.expect(':');
  const int second = fields.digits(2);
  const int micros = fields.fraction_micros();
  const int zone = fields.zone();

  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!fields.fitted() || !date.ok() || hour > 23 || minute > 59 || second > 59) {
    return fail(Code::kInvalid,
                fmt::format("'{}' is no ISO-8601 instant such as 2026-11-20T14:05:00Z", text));
  }
  const std::chrono::microseconds since_epoch =
      std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
      std::chrono::minutes(minute - zone) + std::chrono::seconds(second) +
      std::chrono::microseconds(micros);
  // An offset may lead out of the years that four digits can write.
  if (since_epoch < std::chrono::sys_days(std::chrono::year(0) / 1 / 1).time_since_epoch() ||
      since_epoch >= std::chrono::sys_days(std::chrono::year(10000) / 1 / 1).time_since_epoch()) {
    return fail(Code::kInvalid, fmt::format("'{}' is not in the years 0000 to 9999", text));
  }
  return Timestamp{since_epoch.count()};
}

std::string to_iso8601(Timestamp at, Fraction fraction) {
  return written(at, true, fraction);
}

std::string to_basic_iso8601(Timestamp at) {
  return written(at, false, Fraction::kNone);
}

}  // namespace tidemark::codec
