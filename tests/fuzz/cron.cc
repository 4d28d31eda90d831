// A cron expression that is taken runs in the minute it says is next, and in none before it; one
// that is not taken says why.
//
// Input: a number from which the minute is made (four bytes), then the text between the brackets.
#include "schedule/cron.h"

#include "property.h"

#include <cstring>
#include <string>

namespace {

using namespace tidemark;
using schedule::Cron;
using schedule::LocalMinute;

constexpr std::uint32_t kMinutes = 2200u * 366 * 24 * 60 - 1970u * 366 * 24 * 60;

void check_next(const Cron& cron, LocalMinute after) {
  const auto next = cron.next_after(after);
  const LocalMinute far = after + std::chrono::hours(72);
  const LocalMinute until = next ? std::min(*next, far) : far;
  for (LocalMinute at = after + std::chrono::minutes(1); at < until;
       at += std::chrono::minutes(1)) {
    TM_CHECK(!cron.matches(at));
  }
  TM_CHECK(!next || (*next > after && cron.matches(*next)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint32_t number = 0;
  if (size < sizeof number) return 0;
  std::memcpy(&number, data, sizeof number);
  const std::string text =
      "cron(" + std::string(text_of(data + sizeof number, size - sizeof number)) + ")";
  const auto cron = Cron::parse(text);
  if (!cron) {
    TM_CHECK(!cron.error().message.empty());
    return 0;
  }
  TM_CHECK(cron.value().text() == text);
  check_next(cron.value(), LocalMinute{std::chrono::minutes(number % kMinutes)});
  return 0;
}
