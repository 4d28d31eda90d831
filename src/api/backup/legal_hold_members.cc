#include "api/backup/legal_hold_members.h"

#include "api/backup/errors.h"
#include "vault/vault.h"

namespace tidemark::api {
namespace {

void write_texts(codec::JsonWriter& out, std::string_view name,
                 const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(name).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

}  // namespace

void write_hold(codec::JsonWriter& out, const vault::LegalHold& hold) {
  out.key("Title").string(hold.title);
  out.key("Status").string(hold.cancelled ? "CANCELED" : "ACTIVE");
  out.key("Description").string(hold.description);
  out.key("LegalHoldId").string(hold.id);
  out.key("LegalHoldArn").string(vault::arn_of(hold));
  out.key("CreationDate").epoch_seconds(hold.created_at);
  if (hold.cancelled) out.key("CancellationDate").epoch_seconds(hold.cancelled->at);
}

void write_hold_selection(codec::JsonWriter& out, const vault::HoldSelection& selection) {
  out.key("RecoveryPointSelection").begin_object();
  write_texts(out, "VaultNames", selection.vault_names);
  write_texts(out, "ResourceIdentifiers", selection.resource_identifiers);
  if (selection.dates) {
    out.key("DateRange").begin_object();
    out.key("FromDate").epoch_seconds(selection.dates->from);
    out.key("ToDate").epoch_seconds(selection.dates->to);
    out.end_object();
  }
  out.end_object();
}

vault::HoldSelection hold_selection(Fields& fields) {
  vault::HoldSelection selection;
  auto given = fields.object("RecoveryPointSelection");
  if (!given) return selection;
  selection.vault_names = given->texts("VaultNames").value_or(std::vector<std::string>());
  selection.resource_identifiers =
      given->texts("ResourceIdentifiers").value_or(std::vector<std::string>());
  for (const std::string& name : selection.vault_names) {
    if (!vault::is_vault_name(name)) {
      given->invalid(fmt::format("VaultNames has {}, which is no name of a vault", name));
    }
  }
  for (const std::string& identifier : selection.resource_identifiers) {
    if (identifier.empty()) given->invalid("ResourceIdentifiers has an empty one");
  }
  auto dates = given->object("DateRange");
  if (!dates) return selection;
  const auto from = dates->instant("FromDate");
  const auto to = dates->instant("ToDate");
  if (!from) dates->missing("FromDate");
  if (!to) dates->missing("ToDate");
  selection.dates = vault::HeldDates{from.value_or(Timestamp{}), to.value_or(Timestamp{})};
  if (selection.dates->to < selection.dates->from) {
    dates->invalid("DateRange must not end before it begins");
  }
  return selection;
}

Reply hold_missing(const std::string& id) {
  return backup_not_found(
      fmt::format("Legal hold {} was not found in this account and region", id));
}

Parsed<vault::LegalHold> hold_in_path(const BackupRequest& request, const vault::Rows& rows,
                                      Engine& engine) {
  const std::string& id = request.in_path("legalHoldId");
  auto found = vault::find<vault::LegalHold>(rows, vault::hold_key(request.call.account, id));
  if (!found) return backup_error(found.error());
  if (!found.value() || !vault::is_on_record(*found.value(), engine.clock.now())) {
    return hold_missing(id);
  }
  return *std::move(found).value();
}

}  // namespace tidemark::api
