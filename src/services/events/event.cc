#include "services/events/event.h"

#include "codec/iso8601.h"
#include "codec/row_bytes.h"

namespace tidemark::services {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

std::string encode(const Event& event) {
  codec::RowWriter out;
  out.byte(kVersion);
  out.text(event.id);
  out.text(event.source);
  out.text(event.detail_type);
  out.text(event.account);
  out.text(event.region);
  out.instant(event.at);
  out.list(event.resources, [](codec::RowWriter& to, const std::string& arn) { to.text(arn); });
  out.text(event.detail);
  return out.take();
}

Result<Event> decode_event(std::string_view bytes) {
  codec::RowReader in(bytes, "an event");
  if (in.byte() != kVersion && !in.damaged()) in.fail_with("its version is not known");
  Event event;
  event.id = in.text();
  event.source = in.text();
  event.detail_type = in.text();
  event.account = in.text();
  event.region = in.text();
  event.at = in.instant();
  event.resources = in.list([](codec::RowReader& from) { return from.text(); });
  event.detail = in.text();
  TM_TRY_STATUS(in.status());
  return event;
}

void write_json(codec::JsonWriter& out, const Event& event) {
  out.begin_object().key("version").string("0");
  out.key("id").string(event.id);
  out.key("detail-type").string(event.detail_type);
  out.key("source").string(event.source);
  out.key("account").string(event.account);
  out.key("time").string(codec::to_iso8601(event.at));
  out.key("region").string(event.region);
  out.key("resources").begin_array();
  for (const std::string& arn : event.resources) out.string(arn);
  out.end_array().key("detail").raw(event.detail).end_object();
}

}  // namespace tidemark::services
