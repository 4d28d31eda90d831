#include "cli/times.h"

#include "operator/time_words.h"

#include <fmt/format.h>

namespace tidemark::cli {

Result<Timestamp> instant_of(const Words& words, std::string_view option, CommandContext& context) {
  TM_TRY(const schedule::TimeZone zone, context.zone());
  const auto typed = runbooks::read_time(words.text(option), zone, context.around().clock.now());
  if (!typed) {
    return fail(Code::kInvalid, fmt::format("{}: {}", option, typed.error().message));
  }
  if (typed.value().latest) {
    return fail(Code::kInvalid, fmt::format("{}: \"latest\" is no instant here", option));
  }
  return typed.value().at;
}

std::string check_duration(const std::string& text) {
  const auto length = runbooks::read_duration(text);
  return length ? "" : length.error().message;
}

}  // namespace tidemark::cli
