#include "tables/streams.h"

#include "tables/catalog.h"
#include "tables/stream_record.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::Step;
using storage::View;

// As many rows as one step removes.
constexpr std::size_t kTrimmedAtOnce = 1000;
// Nobody sees what is trimmed already, so a busy stream is not looked after at every record.
constexpr std::chrono::minutes kTrimEvery{15};

storage::JobRow trim_job(const StreamDescription& stream) {
  storage::JobRow row;
  row.id = trim_job_of(stream);
  row.kind = kTrimJob;
  row.due_at = stream.created_at + kStreamLife;
  row.state = stream_key(stream.table, label_of(stream.label_at)).key;
  return row;
}

storage::KeyRef row_of(const storage::JobRow& job) {
  return {storage::kCatalog, kStreams, job.state};
}

// The commit's millisecond, or the first after all labels that tables of this name have had.
Result<Timestamp> next_label(const View& view, const TableName& name) {
  Timestamp label{view.now().micros / 1000 * 1000};
  TM_TRY(const std::vector<StreamDescription> others, streams_of(view, name));
  for (const StreamDescription& other : others) {
    label = std::max(label, other.label_at + std::chrono::milliseconds(1));
  }
  return label;
}

void keep_history(const View& view, TableDescription& table, Changes& changes) {
  const auto state = view.table(table.stored_as);
  if (!state || state->history.kept) return;  // or made in this decision, with history
  storage::History history = state->history;
  history.kept = true;
  history.period = kStreamHistory;
  history.floor = view.before();
  changes.histories.push_back({table.stored_as, history});
  changes.first_in_group = true;
  table.history_for_stream_only = true;
}

// The table's description no longer names the stream, and no history is kept for it.
Status leave_table(const View& view, const StreamDescription& stream, Changes& changes) {
  TM_TRY(FoundTable table, find(view, stream.table));
  if (!table || !table->stream || table->stream->stored_as != stream.stored_as) return Ok{};
  table->stream.reset();
  if (table->history_for_stream_only) {
    const auto state = view.table(table->stored_as);
    if (state && state->history.kept) {
      storage::History history = state->history;
      history.kept = false;
      history.period = {};
      changes.histories.push_back({state->id, history});
    }
    table->history_for_stream_only = false;
  }
  put(changes, *table);
  return Ok{};
}

// A deleted table whose history is kept for the stream alone goes with its last stream.
Status forget_items(const View& view, const StreamDescription& stream, Changes& changes) {
  const auto state = view.table(stream.items);
  if (!state || !state->dropped_at) return Ok{};
  const TableName& name = stream.table;
  TM_TRY(const auto remembered, find_dropped(view, name.account, name.region, stream.table_id));
  if (remembered) return Ok{};
  TM_TRY(const std::vector<StreamDescription> streams, streams_of(view, name));
  const bool shown_by_another = std::ranges::any_of(streams, [&](const auto& other) {
    return other.items == stream.items && other.stored_as != stream.stored_as;
  });
  if (!shown_by_another) changes.purges.push_back(stream.items);
  return Ok{};
}

Decision end_stream(const View& view, const storage::KeyRef& key) {
  const Result<FoundStream> stream = find_stream(view, key);
  Changes changes;
  changes.makes_room = true;
  if (!stream || !stream.value()) return changes;
  remove_stream(view, *stream.value(), changes);
  if (!leave_table(view, *stream.value(), changes)) return Refused{};
  if (!forget_items(view, *stream.value(), changes)) return Refused{};
  return changes;
}

Decision remove_rows(const View& view, storage::TableId table,
                     const std::vector<std::string>& keys) {
  Changes changes;
  changes.makes_room = true;
  if (!view.is_live(table)) return changes;
  for (const std::string& key : keys) changes.remove({table, storage::kItems, key});
  return changes;
}

struct Oldest {
  std::vector<std::string> trimmed;
  std::optional<Timestamp> kept;  // the first that is not
};

Result<Oldest> oldest_records(const storage::Store& store, const StreamDescription& stream,
                              Timestamp horizon) {
  TM_TRY(storage::Scan rows,
         store.scan({stream.stored_as, storage::kItems, {}, {}}, storage::Direction::kForward));
  Oldest oldest;
  for (; rows.valid() && oldest.trimmed.size() < kTrimmedAtOnce; rows.next()) {
    TM_TRY(const RecordPlace place, decode_place(rows.key()));
    if (place.at > horizon) {
      oldest.kept = place.at;
      break;
    }
    oldest.trimmed.emplace_back(rows.key());
  }
  TM_TRY_STATUS(rows.status());
  return oldest;
}

Timestamp next_look(const StreamDescription& stream, const Oldest& oldest, Timestamp now) {
  const Timestamp first = oldest.kept ? *oldest.kept + kStreamLife : now + kStreamLife;
  const Timestamp look = std::max(first, now + kTrimEvery);
  return stream.disabled_at ? std::min(look, *stream.disabled_at + kStreamLife) : look;
}

}  // namespace

storage::History history_for_stream() {
  return {.kept = true, .period = kStreamHistory, .floor = {}, .changes_from = {}};
}

Status start_stream(View& view, TableDescription& table, const StreamRequest& request,
                    Changes& changes) {
  StreamDescription stream;
  stream.table = table.name;
  stream.table_id = table.table_id;
  stream.items = table.stored_as;
  stream.stored_as = view.new_table_id();
  stream.keys = table.keys;
  stream.view = request.view;
  TM_TRY(stream.label_at, next_label(view, table.name));
  stream.created_at = view.now();
  stream.secret = request.secret;
  table.stream = Stream{stream.stored_as, stream.view, stream.label_at, {}};
  keep_history(view, table, changes);
  changes.new_tables.push_back({.id = stream.stored_as, .history = {}, .beneath = {}, .tally = {}});
  changes.put(stream_key(stream.table, label_of(stream.label_at)), encode(stream));
  changes.jobs.push_back(trim_job(stream));
  return Ok{};
}

Status stop_stream(const View& view, TableDescription& table, Changes& changes) {
  if (!table.stream || table.stream->disabled_at) return Ok{};
  const storage::KeyRef key = stream_key(table.name, label_of(table.stream->created_at));
  TM_TRY(FoundStream stream, find_stream(view, key));
  table.stream->disabled_at = view.now();
  if (!stream)
    return fail(Code::kCorrupt,
                fmt::format("table {} names a stream without a row", table.name.name));
  stream->disabled_at = view.now();
  changes.put(key, encode(*stream));
  return Ok{};
}

void remove_stream(const View& view, const StreamDescription& stream, Changes& changes) {
  if (view.is_live(stream.stored_as)) changes.drops.push_back(stream.stored_as);
  changes.remove(stream_key(stream.table, label_of(stream.label_at)));
  changes.finished_jobs.push_back(trim_job_of(stream));
}

Status remove_streams_of(const View& view, const TableDescription& table, Changes& changes) {
  TM_TRY(const std::vector<StreamDescription> streams, streams_of(view, table.name));
  for (const StreamDescription& stream : streams) {
    if (stream.items == table.stored_as) remove_stream(view, stream, changes);
  }
  return Ok{};
}

std::string trim_job_of(const StreamDescription& stream) {
  return fmt::format("{}:{}", kTrimJob, stream.stored_as.value);
}

Timestamp trim_horizon(const storage::Store& store, Timestamp now) {
  return std::min(now, store.trusted_clock()) - kStreamLife;
}

Result<Step> step_trim(storage::Store& store, const storage::JobRow& row, const Clock& clock) {
  const Timestamp begun = clock.now();
  const storage::KeyRef key = row_of(row);
  TM_TRY(const auto version, store.read(key));
  if (!version) return Step{row, true, {}};
  TM_TRY(const StreamDescription stream, decode_stream(version->value));
  const Timestamp horizon = trim_horizon(store, begun);
  if (stream.disabled_at && *stream.disabled_at <= horizon) {
    return Step{row, true, [key](View& view) { return end_stream(view, key); }};
  }
  TM_TRY(const Oldest oldest, oldest_records(store, stream, horizon));
  Step step{row, false, {}};
  step.row.due_at = next_look(stream, oldest, begun);
  if (oldest.trimmed.empty()) return step;
  // Rests as long as it worked, so that others get their turn.
  if (!oldest.kept) step.row.due_at = clock.now() + (clock.now() - begun);
  step.also = [table = stream.stored_as, keys = oldest.trimmed](View& view) {
    return remove_rows(view, table, keys);
  };
  return step;
}

}  // namespace tidemark::tables
