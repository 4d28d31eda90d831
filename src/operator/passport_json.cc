#include "codec/iso8601.h"
#include "operator/json_members.h"
#include "operator/passport.h"

#include <algorithm>
#include <array>

namespace tidemark::runbooks {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

constexpr std::int64_t kSchema = 1;
constexpr std::array<std::string_view, 3> kScalingKinds{"target", "policy", "schedule"};
constexpr std::array<std::string_view, 4> kWhys{"denied", "unsupported", "unreachable",
                                                "impossible"};

void write_text(JsonWriter& out, std::string_view key, const std::string& text) {
  text.empty() ? out.key(key).null() : out.key(key).string(text);
}

void write_units(JsonWriter& out, std::string_view key, const std::optional<Units>& units) {
  if (!units) {
    out.key(key).null();
    return;
  }
  out.key(key).begin_object().key("read").number(units->read);
  out.key("write").number(units->write).end_object();
}

void write_capacity(JsonWriter& out, const Capacity& capacity) {
  write_units(out, "throughput", capacity.provisioned);
  write_units(out, "onDemandLimits", capacity.on_demand_limits);
  write_units(out, "warmThroughput", capacity.warm);
}

void write_indexes(JsonWriter& out, const Passport& passport) {
  out.key("indexes").begin_array();
  for (const auto& [name, capacity] : passport.index_capacity) {
    out.begin_object().key("name").string(name);
    write_capacity(out, capacity);
    out.end_object();
  }
  out.end_array();
}

void write_insights(JsonWriter& out, const Passport& passport) {
  out.key(key_of(Aspect::kInsights)).begin_array();
  for (const auto& [index, mode] : passport.insights) {
    out.begin_object();
    write_text(out, "index", index);
    write_text(out, "mode", mode);
    out.end_object();
  }
  out.end_array();
}

void write_kinesis(JsonWriter& out, const Passport& passport) {
  out.key(key_of(Aspect::kKinesis)).begin_array();
  for (const KinesisDestination& destination : passport.kinesis) {
    out.begin_object().key("stream").string(destination.stream_arn);
    write_text(out, "precision", destination.precision);
    out.end_object();
  }
  out.end_array();
}

void write_scaling(JsonWriter& out, const Passport& passport) {
  out.key(key_of(Aspect::kScaling)).begin_array();
  for (const ScalingRule& rule : passport.scaling) {
    out.begin_object().key("kind").string(kScalingKinds.at(static_cast<std::size_t>(rule.kind)));
    write_text(out, "index", rule.index);
    out.key("dimension").string(rule.dimension);
    write_text(out, "name", rule.name);
    out.key("definition").raw(rule.definition).end_object();
  }
  out.end_array();
}

void write_alarms(JsonWriter& out, const Passport& passport) {
  out.key(key_of(Aspect::kAlarms)).begin_array();
  for (const Alarm& alarm : passport.alarms) {
    out.begin_object().key("name").string(alarm.name);
    out.key("definition").raw(alarm.definition).end_object();
  }
  out.end_array();
}

void write_replicas(JsonWriter& out, const Passport& passport) {
  out.key(key_of(Aspect::kReplicas)).begin_array();
  for (const Replica& replica : passport.replicas) {
    out.begin_object().key("region").string(replica.region);
    write_text(out, "key", replica.key_arn);
    write_text(out, "tableClass", replica.table_class);
    replica.read_units ? out.key("read").number(*replica.read_units) : out.key("read").null();
    out.end_object();
  }
  out.end_array();
}

void write_gaps(JsonWriter& out, std::string_view key, const std::vector<Gap>& gaps) {
  out.key(key).begin_array();
  for (const Gap& gap : gaps) {
    out.begin_object().key("setting").string(key_of(gap.aspect));
    out.key("why").string(word_of(gap.why)).key("detail").string(gap.detail).end_object();
  }
  out.end_array();
}

void write_settings(JsonWriter& out, const Passport& passport) {
  out.key(key_of(Aspect::kRecovery));
  if (passport.recovery_days) {
    out.begin_object().key("days").number(*passport.recovery_days).end_object();
  } else {
    out.null();
  }
  out.key(key_of(Aspect::kProtection)).boolean(passport.protection);
  out.key(key_of(Aspect::kTags)).begin_object();
  for (const auto& [name, value] : passport.tags) out.key(name).string(value);
  out.end_object();
  write_capacity(out, passport.capacity);
  write_indexes(out, passport);
  out.key(key_of(Aspect::kTableClass)).string(passport.table_class);
  out.key(key_of(Aspect::kEncryption)).begin_object();
  out.key("kind").string(passport.encryption.kind);
  write_text(out, "key", passport.encryption.key_arn);
  out.end_object();
  write_text(out, key_of(Aspect::kStream), passport.stream);
  write_text(out, key_of(Aspect::kTimeToLive), passport.time_to_live);
  out.key(key_of(Aspect::kPolicy));
  passport.policy.empty() ? out.null() : out.raw(passport.policy);
}

// --- and back ---

Error no_passport(std::string_view what) {
  return fail(Code::kInvalid, fmt::format("no passport: {}", what));
}

std::optional<Units> units_in(const JsonValue& json, std::string_view key) {
  const JsonValue& units = value_in(json, key);
  if (units.object() == nullptr) return std::nullopt;
  return Units{integer_in(units, "read").value_or(0), integer_in(units, "write").value_or(0)};
}

Capacity capacity_in(const JsonValue& json) {
  return {.provisioned = units_in(json, "throughput"),
          .on_demand_limits = units_in(json, "onDemandLimits"),
          .warm = units_in(json, "warmThroughput")};
}

void read_settings(const JsonValue& json, Passport& passport) {
  passport.recovery_days = integer_in(value_in(json, key_of(Aspect::kRecovery)), "days");
  passport.protection = flag_in(json, key_of(Aspect::kProtection));
  for (const auto& [name, value] : members_in(json, key_of(Aspect::kTags))) {
    if (value.string() != nullptr) passport.tags[name] = *value.string();
  }
  passport.capacity = capacity_in(json);
  for (const JsonValue& index : list_in(json, "indexes")) {
    passport.index_capacity[text_in(index, "name")] = capacity_in(index);
  }
  passport.table_class = text_in(json, key_of(Aspect::kTableClass));
  const JsonValue& encryption = value_in(json, key_of(Aspect::kEncryption));
  passport.encryption = {text_in(encryption, "kind"), text_in(encryption, "key")};
  passport.stream = text_in(json, key_of(Aspect::kStream));
  passport.time_to_live = text_in(json, key_of(Aspect::kTimeToLive));
  const JsonValue& policy = value_in(json, key_of(Aspect::kPolicy));
  if (!policy.is_null()) passport.policy = canonical_text(policy);
}

void read_lists(const JsonValue& json, Passport& passport) {
  for (const JsonValue& one : list_in(json, key_of(Aspect::kInsights))) {
    passport.insights[text_in(one, "index")] = text_in(one, "mode");
  }
  for (const JsonValue& one : list_in(json, key_of(Aspect::kKinesis))) {
    passport.kinesis.push_back({text_in(one, "stream"), text_in(one, "precision")});
  }
  for (const JsonValue& one : list_in(json, key_of(Aspect::kAlarms))) {
    passport.alarms.push_back({text_in(one, "name"), canonical_text(value_in(one, "definition"))});
  }
  for (const JsonValue& one : list_in(json, key_of(Aspect::kReplicas))) {
    passport.replicas.push_back({text_in(one, "region"), text_in(one, "key"),
                                 text_in(one, "tableClass"), integer_in(one, "read")});
  }
  for (const JsonValue& note : list_in(json, "notes")) {
    if (note.string() != nullptr) passport.notes.push_back(*note.string());
  }
}

Status read_rules(const JsonValue& json, Passport& passport) {
  for (const JsonValue& one : list_in(json, key_of(Aspect::kScaling))) {
    const std::string kind = text_in(one, "kind");
    const auto known = std::ranges::find(kScalingKinds, kind);
    if (known == kScalingKinds.end()) return no_passport(fmt::format("scaling kind \"{}\"", kind));
    passport.scaling.push_back(
        {.kind = static_cast<ScalingRule::Kind>(known - kScalingKinds.begin()),
         .index = text_in(one, "index"),
         .dimension = text_in(one, "dimension"),
         .name = text_in(one, "name"),
         .definition = canonical_text(value_in(one, "definition"))});
  }
  return Ok{};
}

Status read_gaps(const JsonValue& json, Passport& passport) {
  for (const JsonValue& one : list_in(json, "gaps")) {
    const auto aspect = aspect_of_key(text_in(one, "setting"));
    const auto why = std::ranges::find(kWhys, text_in(one, "why"));
    if (!aspect || why == kWhys.end()) return no_passport("a gap of an unknown kind");
    passport.gaps.push_back(
        {*aspect, static_cast<Why>(why - kWhys.begin()), text_in(one, "detail")});
  }
  return Ok{};
}

// What an older or a shortened file leaves out is unknown, not off.
void note_what_is_not_told(const JsonValue& json, Passport& passport) {
  for (std::size_t number = 0; number < kAspects; ++number) {
    const auto aspect = static_cast<Aspect>(number);
    if (json.find(key_of(aspect)) != nullptr) continue;
    passport.gaps.push_back({aspect, Why::kUnsupported, "the passport does not tell"});
  }
}

}  // namespace

std::string passport_json(const Passport& passport) {
  JsonWriter out;
  out.begin_object().key("schema").number(kSchema);
  out.key("table").string(passport.table).key("arn").string(passport.arn);
  out.key("region").string(passport.region);
  out.key("readAt").string(codec::to_iso8601(passport.read_at));
  write_shape(out.key("shape"), passport.shape);
  write_settings(out, passport);
  write_insights(out, passport);
  write_kinesis(out, passport);
  write_scaling(out, passport);
  write_alarms(out, passport);
  write_replicas(out, passport);
  write_gaps(out, "gaps", passport.gaps);
  out.key("notes").begin_array();
  for (const std::string& note : passport.notes) out.string(note);
  out.end_array();
  return out.end_object().take();
}

std::string difference_json(const PassportDifference& difference) {
  JsonWriter out;
  out.begin_object().key("schema").number(kSchema);
  out.key("same").boolean(difference.none()).key("settings").begin_array();
  for (const SettingDifference& setting : difference.settings) {
    out.begin_object().key("setting").string(key_of(setting.aspect));
    out.key("what").string(setting.what).key("wanted").string(setting.wanted);
    out.key("found").string(setting.found).end_object();
  }
  out.end_array();
  write_gaps(out, "notCompared", difference.not_compared);
  return out.end_object().take();
}

Result<Passport> passport_from_json(std::string_view text) {
  const auto json = codec::parse_json(text);
  if (!json) return no_passport(json.error().message);
  const auto schema = integer_in(json.value(), "schema");
  if (schema != kSchema) {
    return no_passport(fmt::format("schema {} where this version reads {}",
                                   schema ? std::to_string(*schema) : "none", kSchema));
  }
  Passport passport;
  passport.table = text_in(json.value(), "table");
  passport.arn = text_in(json.value(), "arn");
  passport.region = text_in(json.value(), "region");
  if (passport.table.empty() || passport.arn.empty()) return no_passport("it names no table");
  const auto read_at = codec::parse_iso8601(text_in(json.value(), "readAt"));
  if (!read_at) return no_passport(read_at.error().message);
  passport.read_at = read_at.value();
  TM_TRY(passport.shape, read_shape(value_in(json.value(), "shape")));
  read_settings(json.value(), passport);
  read_lists(json.value(), passport);
  TM_TRY_STATUS(read_rules(json.value(), passport));
  TM_TRY_STATUS(read_gaps(json.value(), passport));
  note_what_is_not_told(json.value(), passport);
  return passport;
}

}  // namespace tidemark::runbooks
