#include "vault/vaults.h"

#include "storage/write.h"
#include "vault/kept_vault.h"
#include "vault/notices.h"

namespace tidemark::vault {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

template <class Answer>
storage::Write<Answer> write_of(const Rows& rows, const std::string& key,
                                typename storage::Write<Answer>::Decide decide) {
  return {*rows.store, {{rows.table, Vault::kPart, key}}, std::move(decide)};
}

}  // namespace

Result<CreateVaultAnswer> create_vault(const Rows& rows, const Vault& vault, const Tags& tags) {
  const std::string key = vault.key();
  return write_of<CreateVaultAnswer>(
             rows, key,
             [&](View& view, CreateVaultAnswer& answer) -> Result<Decision> {
               TM_TRY(auto there, find<Vault>(view, rows.table, key));
               if (there) {
                 const bool again = vault.creator_request_id.has_value() &&
                                    there->creator_request_id == vault.creator_request_id;
                 answer = again ? CreateVaultAnswer(std::move(*there))
                                : CreateVaultAnswer(VaultExists{std::move(*there)});
                 return Decision(Refused{});
               }
               Changes changes;
               put(changes, rows.table, vault);
               put(changes, rows.table, TagRow{arn_of(vault.name), tags});
               TM_TRY_STATUS(
                   tell(view, rows, notice_of(vault, VaultChange::kCreated, view.now()), changes));
               keep_vault(changes, vault.name, view.now());
               answer = vault;
               return Decision(std::move(changes));
             })
      .run();
}

Result<DeleteVaultAnswer> delete_vault(const Rows& rows, const std::string& account,
                                       const std::string& name) {
  const std::string key = vault_key(account, name);
  return write_of<DeleteVaultAnswer>(
             rows, key,
             [&](View& view, DeleteVaultAnswer& answer) -> Result<Decision> {
               TM_TRY(auto there, find<Vault>(view, rows.table, key));
               if (!there) {
                 answer = VaultMissing{name};
                 return Decision(Refused{});
               }
               if (there->recovery_points > 0) {
                 answer = VaultNotEmpty{there->recovery_points};
                 return Decision(Refused{});
               }
               Changes changes;
               remove(changes, rows.table, *there);
               remove_tags(changes, rows.table, arn_of(there->name));
               TM_TRY_STATUS(
                   tell(view, rows, notice_of(*there, VaultChange::kDeleted, view.now()), changes));
               keep_vault(changes, there->name, view.now());
               answer = std::move(*there);
               return Decision(std::move(changes));
             })
      .run();
}

Result<ChangeVaultAnswer> change_vault(
    const Rows& rows, const std::string& account, const std::string& name,
    const std::function<std::optional<VaultLocked>(Vault&, Timestamp)>& change) {
  const std::string key = vault_key(account, name);
  return write_of<ChangeVaultAnswer>(
             rows, key,
             [&](View& view, ChangeVaultAnswer& answer) -> Result<Decision> {
               TM_TRY(auto vault, find<Vault>(view, rows.table, key));
               if (!vault) {
                 answer = VaultMissing{name};
                 return Decision(Refused{});
               }
               if (auto refusal = change(*vault, view.now())) {
                 answer = *refusal;
                 return Decision(Refused{});
               }
               Changes changes;
               put(changes, rows.table, *vault);
               TM_TRY_STATUS(tell(view, rows, notice_of(*vault, VaultChange::kModified, view.now()),
                                  changes));
               keep_vault(changes, vault->name, view.now());
               answer = std::move(*vault);
               return Decision(std::move(changes));
             })
      .run();
}

}  // namespace tidemark::vault
