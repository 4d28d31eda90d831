// A table's passport: everything that a restore loses. Read before, put back after.
//
//   TM_TRY(const Passport before, read_passport(session, "Orders"));      // passport_reader.h
//   fmt::print("{}", passport_text(before));
//   const PassportDifference lost = difference(before, after);
//
// A restored table has items, keys, indexes; it has no tags, no TTL, no stream, no point-in-time
// recovery, no protection, no policy, no scaling, no insights, no Kinesis destination, no replicas
// and, under another name, no alarms. What could not be read is no setting that is off: it is a
// gap, with its reason, and is not compared.
//
// Threads   Plain values and pure functions.
// Format    docs/formats/passport.md. Members are only ever added under schema 1.
#pragma once

#include "base/timestamp.h"
#include "operator/table_shape.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

// In the order in which they are put back: what makes the table safe comes first.
enum class Aspect : std::uint8_t {
  kRecovery,    // point-in-time recovery and its period
  kProtection,  // against deletion
  kTags,
  kThroughput,  // billing mode; provisioned units of the table and its global indexes
  kOnDemandLimits,
  kWarmThroughput,
  kTableClass,
  kEncryption,
  kStream,
  kTimeToLive,
  kPolicy,    // the table's resource policy
  kInsights,  // contributor insights of the table and its global indexes
  kKinesis,
  kScaling,  // Application Auto Scaling
  kAlarms,   // of CloudWatch, on the table's metrics
  kReplicas,
};

inline constexpr std::size_t kAspects = 16;

// "pointInTimeRecovery": in JSON. "point-in-time recovery": for people.
[[nodiscard]] std::string_view key_of(Aspect aspect);
[[nodiscard]] std::string_view words_of(Aspect aspect);
[[nodiscard]] std::optional<Aspect> aspect_of_key(std::string_view key);

enum class Why : std::uint8_t {
  kDenied,       // the caller may not
  kUnsupported,  // this endpoint has no such operation
  kUnreachable,  // the service did not answer
  kImpossible,   // it answered that this cannot be
};

// "denied", …
[[nodiscard]] std::string_view word_of(Why why);

// What could not be read, or not be put back.
struct Gap {
  Aspect aspect = Aspect::kTags;
  Why why = Why::kDenied;
  std::string detail;  // "ListTagsOfResource: AccessDeniedException: …"
  friend bool operator==(const Gap&, const Gap&) = default;
};

struct Units {
  std::int64_t read = 0;
  std::int64_t write = 0;
  friend bool operator==(const Units&, const Units&) = default;
};

// Of the table, or of one of its global indexes.
struct Capacity {
  std::optional<Units> provisioned;       // unset: on demand
  std::optional<Units> on_demand_limits;  // -1 in one: none for that
  std::optional<Units> warm;              // unset: AWS does not tell
  friend bool operator==(const Capacity&, const Capacity&) = default;
};

struct Encryption {
  std::string kind = "AWS_OWNED";  // or "KMS"
  std::string key_arn;             // of KMS
  friend bool operator==(const Encryption&, const Encryption&) = default;
};

struct KinesisDestination {
  std::string stream_arn;
  std::string precision;  // "MILLISECOND", "MICROSECOND", or empty: as AWS has it
  friend bool operator==(const KinesisDestination&, const KinesisDestination&) = default;
};

// A scalable target, a scaling policy or a scheduled action of Application Auto Scaling.
struct ScalingRule {
  enum class Kind : std::uint8_t { kTarget, kPolicy, kSchedule };

  Kind kind = Kind::kTarget;
  std::string index;      // empty: of the table
  std::string dimension;  // "dynamodb:table:ReadCapacityUnits"
  std::string name;       // of a policy or an action
  // The other members of the request that makes it: canonical_text.
  std::string definition;
  friend bool operator==(const ScalingRule&, const ScalingRule&) = default;
};

struct Alarm {
  std::string name;
  std::string definition;  // PutMetricAlarm's other parameters: canonical_text
  friend bool operator==(const Alarm&, const Alarm&) = default;
};

struct Replica {
  std::string region;
  std::string key_arn;      // empty: as the table's kind has it
  std::string table_class;  // empty: as the table
  std::optional<std::int64_t> read_units;
  friend bool operator==(const Replica&, const Replica&) = default;
};

struct Passport {
  std::string table;
  std::string arn;
  std::string region;
  Timestamp read_at;  // by the server's clock where it tells
  TableShape shape;

  std::optional<std::int64_t> recovery_days;  // unset: off
  bool protection = false;
  std::map<std::string, std::string> tags;
  Capacity capacity;
  std::map<std::string, Capacity> index_capacity;
  std::string table_class = "STANDARD";
  Encryption encryption;
  std::string stream;        // "NEW_AND_OLD_IMAGES"; empty: off
  std::string time_to_live;  // the attribute; empty: off
  std::string policy;        // canonical_text; empty: none
  // Mode of the insights ("ACCESSED_AND_THROTTLED_KEYS"; empty where AWS does not tell) by global
  // index, "" for the table. Only what is on.
  std::map<std::string, std::string> insights;
  std::vector<KinesisDestination> kinesis;  // that are on, ascending
  std::vector<ScalingRule> scaling;         // targets, policies, schedules
  std::vector<Alarm> alarms;                // ascending by name
  std::vector<Replica> replicas;            // ascending by region

  std::vector<Gap> gaps;
  std::vector<std::string> notes;  // what hangs on the table's name or stream beyond its settings

  [[nodiscard]] bool has_gap(Aspect aspect) const;
};

// One setting as a person reads it. Two passports agree when their facts do; what names the table
// itself (ARNs, dimensions, names of alarms) reads "${table}".
struct Fact {
  Aspect aspect;
  std::string what;   // "tag team"
  std::string value;  // "parks"
  friend bool operator==(const Fact&, const Fact&) = default;
};

[[nodiscard]] std::vector<Fact> facts_of(const Passport& passport);

struct SettingDifference {
  Aspect aspect;
  std::string what;
  std::string wanted;  // "none" where there is no such thing
  std::string found;
};

struct PassportDifference {
  std::vector<SettingDifference> settings;
  std::vector<Gap> not_compared;  // gaps of either side

  // Nothing differs of what could be compared.
  [[nodiscard]] bool none() const { return settings.empty(); }
};

// Warm throughput above what is wanted is no difference: it only ever grows. Neither are
// provisioned units that a scaling target moves, within its bounds.
[[nodiscard]] PassportDifference difference(const Passport& wanted, const Passport& found);

// At most 80 columns wide but for single long words.
[[nodiscard]] std::string passport_text(const Passport& passport);
[[nodiscard]] std::string difference_text(const PassportDifference& difference);

[[nodiscard]] std::string passport_json(const Passport& passport);
[[nodiscard]] std::string difference_json(const PassportDifference& difference);

// Errors: kInvalid  no passport, or of a later schema; names the member
Result<Passport> passport_from_json(std::string_view text);

}  // namespace tidemark::runbooks
