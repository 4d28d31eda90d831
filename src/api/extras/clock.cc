// GET /_tidemark/clock; POST /_tidemark/clock {"advance":"90d"}, {"set":"…Z"} or {"accept":true}
#include "api/extras/extra.h"
#include "codec/iso8601.h"
#include "recovery/simulated_time.h"

#include <algorithm>
#include <charconv>

namespace tidemark::api {
namespace {

// "90d", "36h", "15m", "10s", "250ms"
Result<std::chrono::microseconds> duration_of(const std::string& text) {
  std::int64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(read.ptr,
                              static_cast<std::size_t>(text.data() + text.size() - read.ptr));
  const std::pair<std::string_view, std::chrono::microseconds> units[] = {
      {"d", std::chrono::days(1)},
      {"h", std::chrono::hours(1)},
      {"m", std::chrono::minutes(1)},
      {"s", std::chrono::seconds(1)},
      {"ms", std::chrono::milliseconds(1)}};
  // A hundred years: beyond that a clock only overflows.
  constexpr std::chrono::microseconds kLongest = std::chrono::days(36'500);
  for (const auto& [name, length] : units) {
    if (read.ec != std::errc() || unit != name || count < 0) continue;
    if (count > kLongest / length) break;
    return length * count;
  }
  return fail(Code::kInvalid, fmt::format("advance: '{}' is no duration such as 90d, 36h, 15m, 10s "
                                          "or 250ms, of at most 36500d",
                                          text));
}

Result<Timestamp> target_of(const std::string& body, Timestamp now) {
  TM_TRY(const codec::JsonValue json, codec::parse_json(body));
  const codec::JsonValue* advance = json.find("advance");
  const codec::JsonValue* set = json.find("set");
  const codec::JsonValue* given = advance != nullptr ? advance : set;
  if ((advance == nullptr) == (set == nullptr) || given->string() == nullptr) {
    return fail(Code::kInvalid,
                R"(the body must be {"advance":"90d"} or {"set":"2026-11-20T14:05:00Z"})");
  }
  if (set != nullptr) return codec::parse_iso8601(*set->string());
  TM_TRY(const std::chrono::microseconds by, duration_of(*advance->string()));
  return now + by;
}

bool in_doubt(const Engine& engine) {
  return std::ranges::any_of(engine.regions.all(),
                             [](const auto& entry) { return entry.second->clock_in_doubt(); });
}

Reply shown(const Engine& engine) {
  codec::JsonWriter out;
  out.begin_object();
  out.key("clock").string(engine.simulated_clock != nullptr ? "simulated" : "system");
  out.key("now").string(codec::to_iso8601(engine.clock.now(), codec::Fraction::kMicros));
  out.key("inDoubt").boolean(in_doubt(engine));
  out.end_object();
  return extra_json(out.take());
}

}  // namespace

Handling show_clock(const ExtraRequest&, Engine& engine) {
  return shown(engine);
}

namespace {

// Nothing but {"accept":true}; nullopt when the body does not speak of accepting.
std::optional<Result<bool>> accepting(const std::string& body) {
  const auto json = codec::parse_json(body);
  if (!json || json.value().find("accept") == nullptr) return std::nullopt;
  const bool* yes = json.value().find("accept")->boolean();
  if (yes == nullptr || !*yes || json.value().object()->size() != 1) {
    return fail(Code::kInvalid, R"(to accept the clock the body must be {"accept":true})");
  }
  return true;
}

Handling accept_clock(Engine& engine) {
  if (engine.simulated_clock != nullptr) {
    return extra_error(409, "this server lives by a simulated clock, which is never in doubt");
  }
  return BackgroundReply{[&engine] {
    for (const auto& [region, store] : engine.regions.all()) store->accept_clock();
    return shown(engine);
  }};
}

}  // namespace

Handling change_clock(const ExtraRequest& request, Engine& engine) {
  if (const auto accept = accepting(request.call.body)) {
    return *accept ? accept_clock(engine) : extra_error(accept->error());
  }
  if (engine.simulated_clock == nullptr || engine.directory == nullptr) {
    return extra_error(409,
                       "this server lives by the system clock: start it with --clock simulated");
  }
  const auto target = target_of(request.call.body, engine.clock.now());
  if (!target) return extra_error(target.error());
  return BackgroundReply{[&engine, target = target.value()] {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    const Status passed =
        recovery::pass_time_until(target, *engine.simulated_clock, engine.jobs, *engine.directory);
    return passed ? shown(engine) : extra_error(passed.error());
  }};
}

}  // namespace tidemark::api
