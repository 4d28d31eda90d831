// Rows of the catalog are either read or refused, and what is read is written as bytes that are
// read as the same. An ARN that names a backup is the one that this backup has.
#include "property.h"
#include "recovery/backup_row.h"
#include "recovery/restore_job.h"

#include <string>

namespace {

using namespace tidemark;

template <class Decode>
void check_row(std::string_view bytes, Decode decode) {
  const auto row = decode(bytes);
  if (!row) {
    TM_CHECK(row.error().code == Code::kCorrupt && !row.error().message.empty());
    return;
  }
  const std::string written = encode(row.value());
  TM_CHECK(written.size() <= bytes.size());
  const auto again = decode(written);
  TM_CHECK(again && encode(again.value()) == written);
}

void check_arn(std::string_view text) {
  const auto parsed = recovery::parse_backup_arn(text);
  const auto* name = std::get_if<recovery::BackupName>(&parsed);
  if (name == nullptr) return;
  recovery::Backup backup;
  backup.id = name->id;
  backup.table.name = name->table;
  TM_CHECK(recovery::arn_of(backup) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = text_of(data, size);
  check_row(bytes, [](std::string_view row) { return tables::decode_table(row); });
  check_row(bytes, [](std::string_view row) { return recovery::decode_backup(row); });
  check_row(bytes, [](std::string_view row) { return recovery::decode_restore_progress(row); });
  check_arn(bytes);
  return 0;
}
