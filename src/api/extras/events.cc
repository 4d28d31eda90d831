#include "api/extras/extra.h"
#include "codec/json.h"
#include "services/events/event_log.h"

#include <charconv>

namespace tidemark::api {
namespace {

constexpr std::size_t kDefaultPage = 100;
constexpr std::size_t kMaxPage = 1000;

std::string in_query(const ExtraRequest& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

Result<std::size_t> limit_of(const ExtraRequest& request) {
  const std::string text = in_query(request, "limit");
  if (text.empty()) return kDefaultPage;
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size() || limit < 1 || limit > kMaxPage) {
    return fail(Code::kInvalid, fmt::format("limit: '{}' is no number from 1 to 1000", text));
  }
  return limit;
}

Result<services::EventPage> read(const ExtraRequest& request, Engine& engine) {
  TM_TRY(const std::size_t limit, limit_of(request));
  storage::Store* const store = engine.regions.find(request.call.region);
  if (store == nullptr) return services::EventPage{};
  TM_TRY(const services::EventLog log, services::EventLog::of(*store));
  return log.read(*store, request.call.account, in_query(request, "after"), limit);
}

Reply answer(const Result<services::EventPage>& page) {
  if (!page) return extra_error(page.error());
  codec::JsonWriter out;
  out.begin_object().key("events").begin_array();
  for (const services::LoggedEvent& one : page.value().events) {
    out.begin_object().key("position").string(one.position).key("event");
    services::write_json(out, one.event);
    out.end_object();
  }
  out.end_array();
  if (page.value().more) out.key("after").string(page.value().events.back().position);
  out.end_object();
  return extra_json(out.take());
}

}  // namespace

// The log's table may have to be made first, which waits for the disk.
Handling list_events(const ExtraRequest& request, Engine& engine) {
  return BackgroundReply{[call = request.call, query = request.query, &engine] {
    return answer(read({call, {}, {}, {}, query}, engine));
  }};
}

}  // namespace tidemark::api
