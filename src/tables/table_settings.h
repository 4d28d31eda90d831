// What a table is set to beside its keys: streams, time to live, and settings that AWS keeps and
// shows but that change nothing about the data.
#pragma once

#include "base/timestamp.h"
#include "storage/types.h"
#include "tables/throughput.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::tables {

enum class StreamView : std::uint8_t {
  kKeysOnly = 0,
  kNewImage = 1,
  kOldImage = 2,
  kNewAndOldImages = 3
};

struct Stream {
  storage::TableId stored_as;  // its records: a table of the store's of its own
  StreamView view = StreamView::kNewAndOldImages;
  Timestamp created_at;                  // its label
  std::optional<Timestamp> disabled_at;  // unset while records are written
  friend bool operator==(const Stream&, const Stream&) = default;
};

struct TimeToLive {
  std::string attribute;
  bool enabled = true;
  Timestamp changed_at;
  friend bool operator==(const TimeToLive&, const TimeToLive&) = default;
};

struct Encryption {
  std::string key_arn;
  Timestamp changed_at;
  friend bool operator==(const Encryption&, const Encryption&) = default;
};

struct ResourcePolicy {
  std::string document;
  std::string revision;
  friend bool operator==(const ResourcePolicy&, const ResourcePolicy&) = default;
};

struct KinesisDestination {
  std::string stream_arn;
  std::string precision;  // "MILLISECOND", "MICROSECOND", or empty: not asked for
  bool active = true;
  friend bool operator==(const KinesisDestination&, const KinesisDestination&) = default;
};

// Contributor insights of the table (no index) or of an index.
struct Insights {
  std::string index;
  std::string mode;  // empty: not asked for
  bool enabled = true;
  Timestamp changed_at;
  friend bool operator==(const Insights&, const Insights&) = default;
};

struct TableSettings {
  bool infrequent_access = false;  // the table class
  std::optional<Timestamp> class_changed_at;
  std::optional<Timestamp> per_request_since;
  std::vector<Timestamp> decreases;  // of throughput, on the day of the last one (UTC)
  std::optional<Throughput> warm;
  std::optional<Encryption> encryption;  // unset: the key that AWS owns
  std::optional<ResourcePolicy> policy;
  std::optional<ResourcePolicy> stream_policy;
  std::vector<KinesisDestination> destinations;
  std::vector<Insights> insights;
  friend bool operator==(const TableSettings&, const TableSettings&) = default;
};

}  // namespace tidemark::tables
