#include "operator/passport.h"

#include "operator/json_members.h"
#include "operator/renaming.h"

#include <algorithm>
#include <array>

namespace tidemark::runbooks {
namespace {

constexpr std::string_view kNone = "none";
constexpr std::string_view kAnyTable = "${table}";

struct AspectWords {
  Aspect aspect;
  std::string_view key;
  std::string_view words;
};

constexpr std::array<AspectWords, kAspects> kWords{{
    {Aspect::kRecovery, "pointInTimeRecovery", "point-in-time recovery"},
    {Aspect::kProtection, "deletionProtection", "deletion protection"},
    {Aspect::kTags, "tags", "tags"},
    {Aspect::kThroughput, "throughput", "throughput"},
    {Aspect::kOnDemandLimits, "onDemandLimits", "on-demand limits"},
    {Aspect::kWarmThroughput, "warmThroughput", "warm throughput"},
    {Aspect::kTableClass, "tableClass", "table class"},
    {Aspect::kEncryption, "encryption", "encryption"},
    {Aspect::kStream, "stream", "stream"},
    {Aspect::kTimeToLive, "timeToLive", "time to live"},
    {Aspect::kPolicy, "resourcePolicy", "resource policy"},
    {Aspect::kInsights, "contributorInsights", "contributor insights"},
    {Aspect::kKinesis, "kinesis", "Kinesis destinations"},
    {Aspect::kScaling, "scaling", "auto scaling"},
    {Aspect::kAlarms, "alarms", "alarms"},
    {Aspect::kReplicas, "replicas", "replicas"},
}};

class Facts {
 public:
  void add(Aspect aspect, std::string what, std::string value) {
    facts_.push_back({aspect, std::move(what), std::move(value)});
  }

  std::vector<Fact> take() { return std::move(facts_); }

 private:
  std::vector<Fact> facts_;
};

std::string units_text(const Units& units) {
  const auto one = [](std::int64_t number) {
    return number < 0 ? std::string("no limit") : std::to_string(number);
  };
  return fmt::format("read {}, write {}", one(units.read), one(units.write));
}

void add_capacity(Facts& facts, const std::string& of, const Capacity& capacity) {
  if (capacity.provisioned) {
    facts.add(Aspect::kThroughput, fmt::format("units {}", of), units_text(*capacity.provisioned));
  }
  const bool limited = capacity.on_demand_limits && *capacity.on_demand_limits != Units{-1, -1};
  if (limited) {
    facts.add(Aspect::kOnDemandLimits, fmt::format("limits {}", of),
              units_text(*capacity.on_demand_limits));
  }
  if (capacity.warm) {
    facts.add(Aspect::kWarmThroughput, fmt::format("warm {}", of), units_text(*capacity.warm));
  }
}

void add_throughput(Facts& facts, const Passport& passport) {
  facts.add(Aspect::kThroughput, "billing mode",
            passport.capacity.provisioned ? "PROVISIONED" : "PAY_PER_REQUEST");
  add_capacity(facts, "of the table", passport.capacity);
  for (const auto& [index, capacity] : passport.index_capacity) {
    add_capacity(facts, fmt::format("of index {}", index), capacity);
  }
}

std::string place_of(const std::string& index) {
  return index.empty() ? "of the table" : fmt::format("of index {}", index);
}

void add_scaling(Facts& facts, const Passport& passport) {
  for (const ScalingRule& rule : passport.scaling) {
    constexpr std::array kKinds{"target", "policy", "schedule"};
    const std::string_view kind = kKinds.at(static_cast<std::size_t>(rule.kind));
    const std::string what =
        rule.name.empty()
            ? fmt::format("{} {}", kind, rule.dimension)
            : fmt::format("{} {}", kind, name_without_table(rule.name, passport.table));
    const auto definition = codec::parse_json(rule.definition);
    facts.add(Aspect::kScaling, fmt::format("{} {}", what, place_of(rule.index)),
              definition ? canonical_text(
                               with_table_dimension(definition.value(), passport.table, kAnyTable))
                         : rule.definition);
  }
}

void add_alarms(Facts& facts, const Passport& passport) {
  for (const Alarm& alarm : passport.alarms) {
    const auto definition = codec::parse_json(alarm.definition);
    facts.add(
        Aspect::kAlarms, fmt::format("alarm {}", name_without_table(alarm.name, passport.table)),
        definition
            ? canonical_text(with_table_dimension(definition.value(), passport.table, kAnyTable))
            : alarm.definition);
  }
}

void add_replicas(Facts& facts, const Passport& passport) {
  for (const Replica& replica : passport.replicas) {
    std::string value = replica.key_arn.empty() ? "same kind of key" : replica.key_arn;
    if (!replica.table_class.empty()) value += fmt::format(", {}", replica.table_class);
    if (replica.read_units) value += fmt::format(", read {}", *replica.read_units);
    facts.add(Aspect::kReplicas, fmt::format("replica in {}", replica.region), std::move(value));
  }
}

void add_short_ones(Facts& facts, const Passport& passport) {
  facts.add(Aspect::kRecovery, "point-in-time recovery",
            passport.recovery_days ? fmt::format("{} days", *passport.recovery_days) : "off");
  facts.add(Aspect::kProtection, "deletion protection", passport.protection ? "on" : "off");
  for (const auto& [key, value] : passport.tags) {
    facts.add(Aspect::kTags, fmt::format("tag {}", key), fmt::format("\"{}\"", value));
  }
}

void add_rest(Facts& facts, const Passport& passport) {
  facts.add(Aspect::kTableClass, "table class", passport.table_class);
  facts.add(Aspect::kEncryption, "encryption",
            passport.encryption.key_arn.empty()
                ? passport.encryption.kind
                : fmt::format("{} {}", passport.encryption.kind, passport.encryption.key_arn));
  facts.add(Aspect::kStream, "stream", passport.stream.empty() ? "off" : passport.stream);
  facts.add(
      Aspect::kTimeToLive, "time to live",
      passport.time_to_live.empty() ? "off" : fmt::format("attribute {}", passport.time_to_live));
  if (!passport.policy.empty()) {
    facts.add(Aspect::kPolicy, "resource policy",
              with_arn(passport.policy, passport.arn, kAnyTable));
  }
  for (const auto& [index, mode] : passport.insights) {
    facts.add(Aspect::kInsights, fmt::format("insights {}", place_of(index)),
              mode.empty() ? "on" : mode);
  }
  for (const KinesisDestination& destination : passport.kinesis) {
    facts.add(Aspect::kKinesis, fmt::format("destination {}", destination.stream_arn),
              destination.precision.empty() ? "on" : destination.precision);
  }
}

// The bounds within which a scaling target moves the units that this fact tells of.
struct Bounds {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

std::optional<Bounds> bounds_of(const Passport& passport, const std::string& index, bool read) {
  for (const ScalingRule& rule : passport.scaling) {
    const bool same_units =
        rule.dimension.ends_with(read ? "ReadCapacityUnits" : "WriteCapacityUnits");
    if (rule.kind != ScalingRule::Kind::kTarget || rule.index != index || !same_units) continue;
    const auto definition = codec::parse_json(rule.definition);
    if (!definition) continue;
    return Bounds{integer_in(definition.value(), "MinCapacity").value_or(0),
                  integer_in(definition.value(), "MaxCapacity").value_or(0)};
  }
  return std::nullopt;
}

std::int64_t unscaled(std::int64_t wanted, std::int64_t found,
                      const std::optional<Bounds>& bounds) {
  return bounds && found >= bounds->least && found <= bounds->most ? wanted : found;
}

// `found` as it would be if what may move freely had not moved.
Capacity at_rest(const Passport& passport, const std::string& index, const Capacity& wanted,
                 Capacity found) {
  if (wanted.provisioned && found.provisioned) {
    found.provisioned = Units{unscaled(wanted.provisioned->read, found.provisioned->read,
                                       bounds_of(passport, index, true)),
                              unscaled(wanted.provisioned->write, found.provisioned->write,
                                       bounds_of(passport, index, false))};
  }
  if (!wanted.warm) {
    found.warm.reset();
  } else if (found.warm && found.warm->read >= wanted.warm->read &&
             found.warm->write >= wanted.warm->write) {
    found.warm = wanted.warm;
  }
  return found;
}

Passport at_rest(const Passport& wanted, Passport found) {
  found.capacity = at_rest(wanted, "", wanted.capacity, found.capacity);
  for (auto& [index, capacity] : found.index_capacity) {
    const auto other = wanted.index_capacity.find(index);
    if (other != wanted.index_capacity.end()) {
      capacity = at_rest(wanted, index, other->second, capacity);
    }
  }
  return found;
}

}  // namespace

std::string_view key_of(Aspect aspect) {
  return kWords.at(static_cast<std::size_t>(aspect)).key;
}

std::string_view words_of(Aspect aspect) {
  return kWords.at(static_cast<std::size_t>(aspect)).words;
}

std::optional<Aspect> aspect_of_key(std::string_view key) {
  const auto found = std::ranges::find(kWords, key, &AspectWords::key);
  return found != kWords.end() ? std::optional(found->aspect) : std::nullopt;
}

std::string_view word_of(Why why) {
  switch (why) {
    case Why::kDenied: return "denied";
    case Why::kUnsupported: return "unsupported";
    case Why::kUnreachable: return "unreachable";
    case Why::kImpossible: break;
  }
  return "impossible";
}

bool Passport::has_gap(Aspect aspect) const {
  return std::ranges::find(gaps, aspect, &Gap::aspect) != gaps.end();
}

std::vector<Fact> facts_of(const Passport& passport) {
  Facts facts;
  add_short_ones(facts, passport);
  add_throughput(facts, passport);
  add_rest(facts, passport);
  add_scaling(facts, passport);
  add_alarms(facts, passport);
  add_replicas(facts, passport);
  std::vector<Fact> all = facts.take();
  std::erase_if(all, [&](const Fact& fact) { return passport.has_gap(fact.aspect); });
  std::ranges::stable_sort(all, {}, &Fact::aspect);
  return all;
}

PassportDifference difference(const Passport& wanted, const Passport& found) {
  PassportDifference answer;
  answer.not_compared = wanted.gaps;
  for (const Gap& gap : found.gaps) {
    if (std::ranges::find(answer.not_compared, gap) == answer.not_compared.end()) {
      answer.not_compared.push_back(gap);
    }
  }
  const auto compared = [&](const Fact& fact) {
    return std::ranges::find(answer.not_compared, fact.aspect, &Gap::aspect) ==
           answer.not_compared.end();
  };
  const auto value_of = [](const std::vector<Fact>& facts, const Fact& like) -> std::string {
    const auto same = std::ranges::find_if(facts, [&](const Fact& fact) {
      return fact.aspect == like.aspect && fact.what == like.what;
    });
    return same != facts.end() ? same->value : std::string(kNone);
  };
  const std::vector<Fact> before = facts_of(wanted);
  const std::vector<Fact> after = facts_of(at_rest(wanted, found));
  for (const Fact& fact : before) {
    const std::string other = value_of(after, fact);
    if (compared(fact) && other != fact.value) {
      answer.settings.push_back({fact.aspect, fact.what, fact.value, other});
    }
  }
  for (const Fact& fact : after) {
    if (compared(fact) && value_of(before, fact) == kNone) {
      answer.settings.push_back({fact.aspect, fact.what, std::string(kNone), fact.value});
    }
  }
  std::ranges::stable_sort(answer.settings, {}, &SettingDifference::aspect);
  return answer;
}

}  // namespace tidemark::runbooks
