#include "tables/request_tokens.h"

#include "codec/ordered_bytes.h"
#include "codec/row_bytes.h"
#include "codec/varint.h"
#include "storage/side_table.h"

namespace tidemark::tables {
namespace {

using codec::RowReader;
using codec::RowWriter;
using storage::Changes;
using storage::KeyRef;
using storage::TableId;
using storage::View;

constexpr storage::Part kByTime = 1;
constexpr std::uint8_t kRowVersion = 1;
constexpr std::size_t kMostForgotten = 500;  // in one step

KeyRef auxiliary_key(const RequestToken& token) {
  return storage::side_table_key(token.account, token.region, "request tokens");
}

KeyRef token_key(TableId table, std::string_view text) {
  return {table, storage::kItems, codec::ordered(text)};
}

KeyRef time_key(TableId table, Timestamp at, std::string_view text) {
  std::string instant;
  codec::append_big_endian(instant, static_cast<std::uint64_t>(at.micros));
  std::string key = codec::ordered(instant);
  codec::append_ordered(key, text);
  return {table, kByTime, std::move(key)};
}

struct TokenRow {
  Timestamp done_at;
  std::string fingerprint;
  std::vector<std::uint64_t> item_bytes;
};

std::string encode(const TokenRow& row) {
  RowWriter out;
  out.byte(kRowVersion);
  out.instant(row.done_at);
  out.text(row.fingerprint);
  out.list(row.item_bytes, [](RowWriter& to, std::uint64_t bytes) { to.varint(bytes); });
  return out.take();
}

Result<TokenRow> decode(std::string_view bytes) {
  RowReader in(bytes, "a token's row");
  if (in.byte() != kRowVersion) in.fail_with("has a version that we do not know");
  TokenRow row;
  row.done_at = in.instant();
  row.fingerprint = in.text();
  row.item_bytes = in.list([](RowReader& from) { return from.varint(); });
  TM_TRY_STATUS(in.status());
  return row;
}

Result<std::optional<TableId>> token_table(const View& view, const RequestToken& token) {
  TM_TRY(const auto row, view.get(auxiliary_key(token)));
  if (!row) return std::optional<TableId>();
  std::string_view bytes = row->value;
  TM_TRY(const auto id, codec::take_big_endian<std::uint64_t>(bytes));
  return std::optional<TableId>(TableId{id});
}

std::string job_id(TableId table) {
  return fmt::format("{}:{}", kForgetTokensJob, table.value);
}

storage::JobRow forget_job(TableId table, Timestamp due_at) {
  storage::JobRow row;
  row.id = job_id(table);
  row.kind = kForgetTokensJob;
  row.due_at = due_at;
  codec::append_big_endian(row.state, table.value);
  return row;
}

TableId make_token_table(View& view, Changes& changes, const RequestToken& token) {
  const TableId table = view.new_table_id();
  changes.new_tables.push_back({table, {}, {}, {}});
  std::string value;
  codec::append_big_endian(value, table.value);
  changes.put(auxiliary_key(token), std::move(value));
  return table;
}

// A row of the part by time.
struct Forgotten {
  Timestamp done_at;
  std::string text;
};

Result<Forgotten> forgotten_of(std::string_view key) {
  TM_TRY(const std::string instant, codec::take_ordered(key));
  std::string_view bytes = instant;
  TM_TRY(const auto micros, codec::take_big_endian<std::uint64_t>(bytes));
  TM_TRY(std::string text, codec::take_ordered(key));
  return Forgotten{{static_cast<std::int64_t>(micros)}, std::move(text)};
}

storage::Decision forget(View& view, TableId table, const std::vector<Forgotten>& all) {
  Changes changes;
  changes.makes_room = true;
  if (!view.is_live(table)) return changes;
  for (const Forgotten& one : all) {
    changes.remove(time_key(table, one.done_at, one.text));
    const auto found = view.get(token_key(table, one.text));
    if (!found || !found.value()) continue;
    // The token may stand for a later request by now.
    const auto row = decode(found.value()->value);
    if (row && row.value().done_at == one.done_at) changes.remove(token_key(table, one.text));
  }
  return changes;
}

}  // namespace

Result<std::optional<DoneRequest>> find_request(const View& view, const RequestToken& token) {
  TM_TRY(const auto table, token_table(view, token));
  if (!table) return std::optional<DoneRequest>();
  TM_TRY(const auto found, view.get(token_key(*table, token.text)));
  if (!found) return std::optional<DoneRequest>();
  TM_TRY(const TokenRow row, decode(found->value));
  if (view.now() - row.done_at >= kTokenCounts) return std::optional<DoneRequest>();
  DoneRequest done{.same = row.fingerprint == token.fingerprint, .item_bytes = {}};
  done.item_bytes.assign(row.item_bytes.begin(), row.item_bytes.end());
  return std::optional<DoneRequest>(std::move(done));
}

Status remember_request(View& view, Changes& changes, const RequestToken& token,
                        const std::vector<std::size_t>& item_bytes) {
  TM_TRY(const auto known, token_table(view, token));
  const TableId table = known ? *known : make_token_table(view, changes, token);
  const Timestamp now = view.now();
  changes.put(token_key(table, token.text),
              encode({now, token.fingerprint, {item_bytes.begin(), item_bytes.end()}}));
  changes.put(time_key(table, now, token.text), {});
  if (!view.job(job_id(table))) changes.jobs.push_back(forget_job(table, now + kTokenCounts));
  return Ok{};
}

Result<storage::Step> step_forget_tokens(storage::Store& store, const storage::JobRow& row,
                                         const Clock& clock) {
  std::string_view state = row.state;
  TM_TRY(const auto id, codec::take_big_endian<std::uint64_t>(state));
  const TableId table{id};
  storage::Step step{row, false, {}};
  std::vector<Forgotten> due;
  TM_TRY(storage::Scan scan, store.scan({table, kByTime, {}, {}}, storage::Direction::kForward));
  for (; scan.valid(); scan.next()) {
    TM_TRY(Forgotten one, forgotten_of(scan.key()));
    const Timestamp due_at = one.done_at + kTokenCounts;
    if (due_at > clock.now() || due.size() == kMostForgotten) {
      step.row.due_at = due_at;
      break;
    }
    due.push_back(std::move(one));
  }
  TM_TRY_STATUS(scan.status());
  // With none left the next token brings the job back.
  step.finished = !scan.valid() && due.empty();
  step.also = [table, due = std::move(due)](View& view) { return forget(view, table, due); };
  return step;
}

}  // namespace tidemark::tables
