#include "vault/vault_head.h"

#include "vault/row_fields.h"

namespace tidemark::vault {

std::string vault_head_key(const VaultName& vault) {
  return key_of(vault.account, vault.name);
}

std::string VaultHead::key() const {
  return vault_head_key(vault);
}

std::string VaultHead::encode() const {
  codec::RowWriter out;
  out.byte(1);
  write_vault_name(out, vault);
  out.varint(link.sequence);
  out.text(link.previous);
  out.text(link.own);
  out.text(key_id);
  return out.take();
}

Result<VaultHead> VaultHead::decode(std::string_view bytes) {
  codec::RowReader in(bytes, "the row of a vault's newest manifest");
  if (in.byte() != 1) in.fail_with("has a version that we do not know");
  VaultHead head;
  head.vault = read_vault_name(in);
  head.link.sequence = in.varint();
  head.link.previous = in.text();
  head.link.own = in.text();
  head.key_id = in.text();
  TM_TRY_STATUS(in.status());
  return head;
}

}  // namespace tidemark::vault
