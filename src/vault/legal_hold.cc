#include "vault/legal_hold.h"

#include "vault/row_fields.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kFormat = 1;

void write_dates(RowWriter& out, const HeldDates& dates) {
  out.instant(dates.from);
  out.instant(dates.to);
}

HeldDates read_dates(RowReader& in) {
  HeldDates dates;
  dates.from = in.instant();
  dates.to = in.instant();
  return dates;
}

void write_cancelled(RowWriter& out, const HoldCancelled& cancelled) {
  out.instant(cancelled.at);
  out.text(cancelled.description);
  out.optional(cancelled.retain_record_until, write_instant);
}

HoldCancelled read_cancelled(RowReader& in) {
  HoldCancelled cancelled;
  cancelled.at = in.instant();
  cancelled.description = in.text();
  cancelled.retain_record_until = in.optional(read_instant);
  return cancelled;
}

// "arn:…:table/app-*" takes whatever begins like it.
bool fits(std::string_view pattern, std::string_view text) {
  if (!pattern.ends_with('*')) return pattern == text;
  return text.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool is_named(const HoldSelection& selection, const HoldCandidate& point) {
  if (selection.vault_names.empty() && selection.resource_identifiers.empty()) return true;
  if (std::ranges::find(selection.vault_names, point.vault_name) != selection.vault_names.end()) {
    return true;
  }
  return std::ranges::any_of(selection.resource_identifiers, [&](const std::string& one) {
    return fits(one, point.resource_arn) || fits(one, point.arn) || one == point.resource_type;
  });
}

}  // namespace

std::string hold_key(std::string_view account, std::string_view id) {
  return key_of(account, id);
}

std::string LegalHold::key() const {
  return hold_key(account, id);
}

std::string LegalHold::encode() const {
  RowWriter out;
  out.byte(kFormat);
  out.text(account);
  out.text(region);
  out.text(id);
  out.text(title);
  out.text(description);
  out.optional(idempotency_token, write_text);
  out.instant(created_at);
  out.list(selection.vault_names, write_text);
  out.list(selection.resource_identifiers, write_text);
  out.optional(selection.dates, write_dates);
  out.optional(cancelled, write_cancelled);
  return out.take();
}

Result<LegalHold> LegalHold::decode(std::string_view bytes) {
  RowReader in(bytes, "a legal hold's row");
  if (in.byte() != kFormat) in.fail_with("has a version that we do not know");
  LegalHold hold;
  hold.account = in.text();
  hold.region = in.text();
  hold.id = in.text();
  hold.title = in.text();
  hold.description = in.text();
  hold.idempotency_token = in.optional(read_text);
  hold.created_at = in.instant();
  hold.selection.vault_names = in.list(read_text);
  hold.selection.resource_identifiers = in.list(read_text);
  hold.selection.dates = in.optional(read_dates);
  hold.cancelled = in.optional(read_cancelled);
  TM_TRY_STATUS(in.status());
  return hold;
}

std::string arn_of(const LegalHold& hold) {
  return fmt::format("arn:aws:backup:{}:{}:legal-hold:{}", hold.region, hold.account, hold.id);
}

bool holds(const LegalHold& hold, const HoldCandidate& point) {
  if (hold.cancelled) return false;
  const auto& dates = hold.selection.dates;
  if (dates && (point.created_at < dates->from || point.created_at > dates->to)) return false;
  return is_named(hold.selection, point);
}

Result<std::optional<LegalHold>> hold_on(const storage::View& view, storage::TableId table,
                                         const std::string& account, const HoldCandidate& point) {
  TM_TRY(auto all, list<LegalHold>(view, table, key_of(account), {}, SIZE_MAX));
  for (LegalHold& hold : all) {
    if (holds(hold, point)) return std::optional<LegalHold>(std::move(hold));
  }
  return std::optional<LegalHold>();
}

std::string held_text(const LegalHold& hold) {
  return fmt::format("The recovery point is under legal hold {} ({})", arn_of(hold), hold.title);
}

}  // namespace tidemark::vault
