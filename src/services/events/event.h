// Something that happened, in the envelope EventBridge gives it.
// Format: docs/formats/events.md.
// Source: AWS Backup developer guide, "Monitoring AWS Backup events using EventBridge", read
// 2026-11-21.
#pragma once

#include "base/result.h"
#include "base/timestamp.h"
#include "codec/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

struct Event {
  std::string id{};  // UUID
  std::string source = "aws.backup";
  std::string detail_type{};  // "Backup Job State Change"
  std::string account{};
  std::string region{};
  Timestamp at{};
  std::vector<std::string> resources{};  // ARNs
  std::string detail = "{}";             // a JSON object
  friend bool operator==(const Event&, const Event&) = default;
};

std::string encode(const Event& event);
// Errors: kCorrupt
Result<Event> decode_event(std::string_view bytes);

// {"version":"0","id":…,"detail-type":…,"source":…,"account":…,"time":"2026-07-15T21:41:17Z",
// "region":…,"resources":[…],"detail":{…}}
void write_json(codec::JsonWriter& out, const Event& event);

}  // namespace tidemark::services
