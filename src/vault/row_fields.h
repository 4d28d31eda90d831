// Fields that rows of several kinds have. Forms: docs/formats/backup.md.
#pragma once

#include "codec/row_bytes.h"
#include "vault/backup_plan.h"
#include "vault/vault.h"

#include <map>
#include <string>

namespace tidemark::vault {

inline void write_text(codec::RowWriter& out, const std::string& text) {
  out.text(text);
}

inline std::string read_text(codec::RowReader& in) {
  return in.text();
}

inline void write_instant(codec::RowWriter& out, Timestamp at) {
  out.instant(at);
}

inline Timestamp read_instant(codec::RowReader& in) {
  return in.instant();
}

void write_texts(codec::RowWriter& out, const std::map<std::string, std::string>& texts);
std::map<std::string, std::string> read_texts(codec::RowReader& in);

void write_vault_name(codec::RowWriter& out, const VaultName& name);
VaultName read_vault_name(codec::RowReader& in);

void write_copy_action(codec::RowWriter& out, const CopyAction& copy);
CopyAction read_copy_action(codec::RowReader& in);

}  // namespace tidemark::vault
