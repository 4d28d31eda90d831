#include "vault/kept_vault.h"

#include "codec/row_bytes.h"
#include "vault/row_fields.h"

namespace tidemark::vault {

void keep_vault(storage::Changes& changes, const VaultName& vault, Timestamp now) {
  codec::RowWriter out;
  out.byte(1);
  write_vault_name(out, vault);
  out.instant(now);  // a change while the job is at work makes another row of it
  storage::JobRow row;
  row.id = fmt::format("{}:{}", kKeepVaultJob, arn_of(vault));
  row.kind = kKeepVaultJob;
  row.state = out.take();
  changes.jobs.push_back(std::move(row));
}

std::string kept_vault_name(const VaultName& vault) {
  return blob_prefix_of(vault) + "vault.row";
}

Result<std::optional<Vault>> read_kept_vault(blobs::BlobStore& blobs, const VaultName& vault) {
  const auto bytes = blobs.get(kept_vault_name(vault));
  if (!bytes && bytes.error().code == Code::kNotFound) return std::optional<Vault>();
  if (!bytes) return bytes.error();
  TM_TRY(Vault kept, Vault::decode(bytes.value()));
  if (kept.name != vault) {
    return fail(Code::kCorrupt,
                fmt::format("{} is the row of {}", kept_vault_name(vault), arn_of(kept.name)));
  }
  return std::optional(std::move(kept));
}

Result<storage::Step> step_keep_vault(Works& works, storage::Store& store,
                                      const storage::JobRow& row) {
  codec::RowReader in(row.state, "a job that keeps a vault's row");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  const VaultName name = read_vault_name(in);
  (void)in.instant();
  TM_TRY_STATUS(in.status());
  TM_TRY(const Rows rows, works.regions.rows_in(store));
  TM_TRY(const auto vault, find<Vault>(rows, vault_key(name.account, name.name)));
  const Status kept = vault ? works.blobs.put(kept_vault_name(name), vault->encode())
                            : works.blobs.remove(kept_vault_name(name));
  if (!kept && kept.error().code != Code::kDenied) return kept.error();
  return storage::Step{row, true, {}};
}

}  // namespace tidemark::vault
