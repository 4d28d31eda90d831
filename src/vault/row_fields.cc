#include "vault/row_fields.h"

namespace tidemark::vault {

using codec::RowReader;
using codec::RowWriter;

void write_texts(RowWriter& out, const std::map<std::string, std::string>& texts) {
  out.varint(texts.size());
  for (const auto& [key, value] : texts) {
    out.text(key);
    out.text(value);
  }
}

std::map<std::string, std::string> read_texts(RowReader& in) {
  std::map<std::string, std::string> texts;
  for (std::uint64_t left = in.varint(); left > 0 && !in.damaged(); --left) {
    std::string key = in.text();
    texts[std::move(key)] = in.text();
  }
  return texts;
}

void write_vault_name(RowWriter& out, const VaultName& name) {
  out.text(name.account);
  out.text(name.region);
  out.text(name.name);
}

VaultName read_vault_name(RowReader& in) {
  VaultName name;
  name.account = in.text();
  name.region = in.text();
  name.name = in.text();
  return name;
}

void write_copy_action(RowWriter& out, const CopyAction& copy) {
  out.text(copy.destination_vault_arn);
  out.optional(copy.lifecycle, write_lifecycle);
}

CopyAction read_copy_action(RowReader& in) {
  CopyAction copy;
  copy.destination_vault_arn = in.text();
  copy.lifecycle = in.optional(read_lifecycle);
  return copy;
}

}  // namespace tidemark::vault
