#include "client/answer.h"

#include <array>
#include <charconv>

namespace tidemark::client {
namespace {

struct Coded {
  std::string_view part;  // of AWS's name
  Code code;
};

// The first that the name contains. Names without a row can never succeed as written.
constexpr std::array<Coded, 14> kCodes{{
    {"NotFound", Code::kNotFound},
    {"InUse", Code::kConflict},
    {"AlreadyExists", Code::kConflict},
    {"Unavailable", Code::kConflict},
    {"LimitExceeded", Code::kLimit},
    {"TooLarge", Code::kLimit},
    {"AccessDenied", Code::kDenied},
    {"UnrecognizedClient", Code::kDenied},
    {"Signature", Code::kDenied},
    {"AuthenticationToken", Code::kDenied},
    {"Throttl", Code::kBusy},
    {"ThroughputExceeded", Code::kBusy},
    {"TooManyRequests", Code::kBusy},
    {"ServerError", Code::kUnknown},
}};

Code code_of(const ServiceError& error) {
  for (const Coded& row : kCodes) {
    if (error.name.find(row.part) != std::string::npos) return row.code;
  }
  return error.status >= 500 ? Code::kUnknown : Code::kInvalid;
}

// "com.amazonaws.dynamodb.v20120810#X" and "X:http://…" are both X.
std::string_view bare_name(std::string_view text) {
  if (const auto hash = text.rfind('#'); hash != text.npos) text.remove_prefix(hash + 1);
  return text.substr(0, text.find(':'));
}

std::string text_of(const codec::JsonValue& body, std::string_view member) {
  const codec::JsonValue* value = body.find(member);
  return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Error to_error(std::string_view operation, const ServiceError& error) {
  return fail(code_of(error), fmt::format("{}: {}: {}", operation, error.name, error.message));
}

ServiceError decode_error(int status, std::string_view error_type_header, std::string_view body) {
  ServiceError error{.name = std::string(bare_name(error_type_header)), .status = status};
  if (const auto json = codec::parse_json(body)) {
    if (const std::string type = text_of(json.value(), "__type"); !type.empty()) {
      error.name = bare_name(type);
    }
    // rest-json names it in the header; some of its front ends only here.
    if (error.name.empty()) error.name = bare_name(text_of(json.value(), "code"));
    error.message = text_of(json.value(), "message");
    // SerializationException and the front end spell it with a capital letter.
    if (error.message.empty()) error.message = text_of(json.value(), "Message");
  }
  if (error.name.empty()) error.name = fmt::format("Http{}", status);
  return error;
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
  // RFC 9110's one form to be sent: fixed width, always GMT.
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(25) != " GMT" || text.substr(3, 2) != ", ") return {};
  const auto month = kMonths.find(text.substr(8, 3));
  const auto day = digits(text.substr(5, 2));
  const auto year = digits(text.substr(12, 4));
  const auto hour = digits(text.substr(17, 2));
  const auto minute = digits(text.substr(20, 2));
  const auto second = digits(text.substr(23, 2));
  if (month == kMonths.npos || month % 3 != 0 || !day || !year || !hour || !minute || !second) {
    return {};
  }
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{unsigned(month / 3 + 1)},
                            std::chrono::day{unsigned(*day)}};
  if (!date.ok()) return {};
  const auto since =
      sys_days(date).time_since_epoch() + hours(*hour) + minutes(*minute) + seconds(*second);
  return Timestamp::from_seconds(duration_cast<seconds>(since).count());
}

}  // namespace tidemark::client
