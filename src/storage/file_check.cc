#include "storage/file_check.h"

#include "storage/database.h"
#include "storage/environment_shared.h"

#include <rocksdb/metadata.h>
#include <rocksdb/sst_file_reader.h>

namespace tidemark::storage {

std::uint64_t check_sorted_files(const StoppedStore& store, Findings& findings) {
  const Database& database = store.database();
  std::vector<rocksdb::LiveFileMetaData> files;
  database.db().GetLiveFilesMetaData(&files);
  rocksdb::Options options;
  options.env = database.shared().env;
  for (const auto& file : files) {
    const std::string path = file.db_path + file.name;
    rocksdb::SstFileReader reader(options);
    auto status = reader.Open(path);
    if (status.ok()) status = reader.VerifyChecksum();
    if (status.ok()) continue;
    const std::string family = file.column_family_name == rocksdb::kDefaultColumnFamilyName
                                   ? "meta"
                                   : file.column_family_name;
    findings.add({.rule = "file-damaged",
                  .family = family,
                  .table = {},
                  .key = {},
                  .what = fmt::format("{}: {}", path, status.ToString()),
                  .advice = kAdviseRepair});
  }
  return files.size();
}

}  // namespace tidemark::storage
