#include "cli/times.h"

#include "cli/table_facts.h"
#include "operator/time_words.h"

#include <fmt/format.h>

namespace tidemark::cli {

namespace {

Result<runbooks::TypedTime> typed_time(const Words& words, std::string_view option,
                                       CommandContext& context) {
  TM_TRY(const schedule::TimeZone zone, context.zone());
  auto typed = runbooks::read_time(words.text(option), zone, context.around().clock.now());
  if (!typed) return fail(Code::kInvalid, fmt::format("{}: {}", option, typed.error().message));
  return typed;
}

}  // namespace

Result<Timestamp> instant_of(const Words& words, std::string_view option, CommandContext& context) {
  TM_TRY(const runbooks::TypedTime typed, typed_time(words, option, context));
  if (typed.latest) {
    return fail(Code::kInvalid, fmt::format("{}: \"latest\" is no instant here", option));
  }
  return typed.at;
}

Result<Timestamp> latest_of(const std::string& table, CommandContext& context) {
  TM_TRY(client::Session* const session, context.session());
  TM_TRY(const auto facts, table_facts(*session, table));
  if (!facts) return fail(Code::kNotFound, fmt::format("there is no table {}", table));
  if (const auto latest = facts->latest()) return *latest;
  return fail(Code::kConflict, fmt::format("point-in-time recovery of {} is off", table));
}

Result<Timestamp> restorable_of(const Words& words, std::string_view option,
                                const std::string& table, CommandContext& context) {
  TM_TRY(const runbooks::TypedTime typed, typed_time(words, option, context));
  if (typed.latest) return latest_of(table, context);
  return typed.at;
}

std::string check_duration(const std::string& text) {
  const auto length = runbooks::read_duration(text);
  return length ? "" : length.error().message;
}

}  // namespace tidemark::cli
