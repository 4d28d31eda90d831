#include "tables/table_features.h"

namespace tidemark::tables {
namespace {

void write_text(RowWriter& out, const std::string& text) {
  out.text(text);
}

std::string read_text(RowReader& in) {
  return in.text();
}

void write_instant(RowWriter& out, Timestamp at) {
  out.instant(at);
}

Timestamp read_instant(RowReader& in) {
  return in.instant();
}

void write_index(RowWriter& out, const Index& index) {
  out.text(index.name);
  out.byte(static_cast<std::uint8_t>(index.kind));
  out.varint(index.part);
  out.list(index.keys.hash, write_key);
  out.list(index.keys.range, write_key);
  out.byte(static_cast<std::uint8_t>(index.projection));
  out.list(index.included, write_text);
  write_throughput(out, index.provisioned);
  out.optional(index.on_demand_maxima, write_throughput);
  out.optional(index.warm, write_throughput);
  out.optional(index.moves.last_increase_at, write_instant);
  out.optional(index.moves.last_decrease_at, write_instant);
  out.list(index.moves.decreases, write_instant);
  out.byte(static_cast<std::uint8_t>(index.state));
}

storage::Part read_part(RowReader& in) {
  const std::uint64_t part = in.varint();
  if (part >= 0xffff) in.fail_with("names a part that no index can have");
  return in.damaged() ? storage::kItems : static_cast<storage::Part>(part);
}

Index read_index(RowReader& in) {
  Index index;
  index.name = in.text();
  index.kind = static_cast<IndexKind>(in.byte(2));
  index.part = read_part(in);
  index.keys.hash = in.list(read_key);
  index.keys.range = in.list(read_key);
  index.projection = static_cast<ProjectionType>(in.byte(2));
  index.included = in.list(read_text);
  index.provisioned = read_throughput(in);
  index.on_demand_maxima = in.optional(read_throughput);
  index.warm = in.optional(read_throughput);
  index.moves.last_increase_at = in.optional(read_instant);
  index.moves.last_decrease_at = in.optional(read_instant);
  index.moves.decreases = in.list(read_instant);
  index.state = static_cast<IndexState>(in.byte(3));
  return index;
}

void write_stream(RowWriter& out, const Stream& stream) {
  out.fixed(stream.stored_as.value);
  out.byte(static_cast<std::uint8_t>(stream.view));
  out.instant(stream.created_at);
  out.optional(stream.disabled_at, write_instant);
}

Stream read_stream(RowReader& in) {
  Stream stream;
  stream.stored_as.value = in.fixed();
  stream.view = static_cast<StreamView>(in.byte(3));
  stream.created_at = in.instant();
  stream.disabled_at = in.optional(read_instant);
  return stream;
}

void write_policy(RowWriter& out, const ResourcePolicy& policy) {
  out.text(policy.document);
  out.text(policy.revision);
}

ResourcePolicy read_policy(RowReader& in) {
  std::string document = in.text();
  return {std::move(document), in.text()};
}

void write_settings(RowWriter& out, const TableSettings& settings) {
  out.flag(settings.infrequent_access);
  out.optional(settings.class_changed_at, write_instant);
  out.optional(settings.per_request_since, write_instant);
  out.list(settings.decreases, write_instant);
  out.optional(settings.warm, write_throughput);
  out.optional(settings.encryption, [](RowWriter& to, const Encryption& encryption) {
    to.text(encryption.key_arn);
    to.instant(encryption.changed_at);
  });
  out.optional(settings.policy, write_policy);
  out.optional(settings.stream_policy, write_policy);
  out.list(settings.destinations, [](RowWriter& to, const KinesisDestination& destination) {
    to.text(destination.stream_arn);
    to.text(destination.precision);
    to.flag(destination.active);
  });
  out.list(settings.insights, [](RowWriter& to, const Insights& insights) {
    to.text(insights.index);
    to.text(insights.mode);
    to.flag(insights.enabled);
    to.instant(insights.changed_at);
  });
}

Encryption read_encryption(RowReader& in) {
  std::string key = in.text();
  return {std::move(key), in.instant()};
}

KinesisDestination read_destination(RowReader& in) {
  KinesisDestination destination;
  destination.stream_arn = in.text();
  destination.precision = in.text();
  destination.active = in.flag();
  return destination;
}

Insights read_insights(RowReader& in) {
  Insights insights;
  insights.index = in.text();
  insights.mode = in.text();
  insights.enabled = in.flag();
  insights.changed_at = in.instant();
  return insights;
}

TableSettings read_settings(RowReader& in) {
  TableSettings settings;
  settings.infrequent_access = in.flag();
  settings.class_changed_at = in.optional(read_instant);
  settings.per_request_since = in.optional(read_instant);
  settings.decreases = in.list(read_instant);
  settings.warm = in.optional(read_throughput);
  settings.encryption = in.optional(read_encryption);
  settings.policy = in.optional(read_policy);
  settings.stream_policy = in.optional(read_policy);
  settings.destinations = in.list(read_destination);
  settings.insights = in.list(read_insights);
  return settings;
}

TimeToLive read_time_to_live(RowReader& in) {
  TimeToLive ttl;
  ttl.attribute = in.text();
  ttl.enabled = in.flag();
  ttl.changed_at = in.instant();
  return ttl;
}

}  // namespace

bool has_features(const TableDescription& table) {
  return !table.indexes.empty() || table.next_part != 1 || table.stream || table.time_to_live ||
         table.history_for_stream_only || table.backups_from != Timestamp{} ||
         !(table.settings == TableSettings{});
}

void write_features(RowWriter& out, const TableDescription& table) {
  out.list(table.indexes, write_index);
  out.varint(table.next_part);
  out.optional(table.stream, write_stream);
  out.optional(table.time_to_live, [](RowWriter& to, const TimeToLive& ttl) {
    to.text(ttl.attribute);
    to.flag(ttl.enabled);
    to.instant(ttl.changed_at);
  });
  out.flag(table.history_for_stream_only);
  out.instant(table.backups_from);
  write_settings(out, table.settings);
}

void read_features(RowReader& in, TableDescription& table) {
  table.indexes = in.list(read_index);
  table.next_part = read_part(in);
  table.stream = in.optional(read_stream);
  table.time_to_live = in.optional(read_time_to_live);
  table.history_for_stream_only = in.flag();
  table.backups_from = in.instant();
  table.settings = read_settings(in);
}

void write_key(RowWriter& out, const KeyAttribute& key) {
  out.text(key.name);
  out.byte(static_cast<std::uint8_t>(key.type));
}

KeyAttribute read_key(RowReader& in) {
  std::string name = in.text();
  const auto type = static_cast<char>(in.byte());
  if (type != 'S' && type != 'N' && type != 'B' && !in.damaged()) {
    in.fail_with("has a key of an unknown type");
  }
  return {std::move(name), in.damaged() ? KeyType::kString : static_cast<KeyType>(type)};
}

void write_throughput(RowWriter& out, const Throughput& throughput) {
  out.varint(throughput.read_units);
  out.varint(throughput.write_units);
}

Throughput read_throughput(RowReader& in) {
  Throughput throughput;
  throughput.read_units = in.varint();
  throughput.write_units = in.varint();
  return throughput;
}

}  // namespace tidemark::tables
