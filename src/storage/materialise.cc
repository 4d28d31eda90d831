#include "storage/materialise.h"

#include "storage/database.h"
#include "storage/environment_shared.h"
#include "storage/faults.h"
#include "storage/scan.h"

#include <rocksdb/sst_file_writer.h>

namespace tidemark::storage {

namespace {

std::string ingest_directory(const Database& database) {
  return database.directory() + "/ingest";
}

Status ingest(const Database& database, const std::string& file) {
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.failed_move_fall_back_to_copy = true;
  TM_FAILPOINT("materialise.before_ingest");
  const rocksdb::Status status = database.db().IngestExternalFile(database.cur(), {file}, options);
  if (!status.ok()) return to_error(status, fmt::format("ingesting {}", file));
  TM_FAILPOINT("materialise.after_ingest");
  return Ok{};
}

// One sorted file of what a walk shows, until it is about full.
class BaseFile {
 public:
  BaseFile(const Database& database, KeyspaceId base, std::string path)
      : base_(base),
        path_(std::move(path)),
        writer_(rocksdb::EnvOptions(), database.db().GetOptions(database.cur())) {}

  Status add(const std::string& suffix, const StoredRow& row) {
    if (bytes_ == 0) {
      if (const auto opened = writer_.Open(path_); !opened.ok())
        return to_error(opened, "making " + path_);
    }
    const std::string key = cur_key(base_, suffix);
    const std::string value = cur_value(row.written_at, kValueFlag, row.value);
    bytes_ += key.size() + value.size();
    const auto put = writer_.Put(key, value);
    return put.ok() ? Status(Ok{}) : Status(to_error(put, "writing " + path_));
  }

  Status finish() {
    const auto finished = writer_.Finish();
    return finished.ok() ? Status(Ok{}) : Status(to_error(finished, "finishing " + path_));
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  KeyspaceId base_;
  std::string path_;
  rocksdb::SstFileWriter writer_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<Store::Piece> copy_piece(const Database& database, const Strata& beneath, KeyspaceId base,
                                const std::string& cursor, std::size_t piece_bytes) {
  // The cursor is the last copied suffix; its successor has one byte more. Tallies stay behind:
  // the branch wrote its own.
  SuffixRange range{cursor.empty() ? std::string() : cursor + '\0', suffix_of(kTallyPart, {})};
  StrataWalk walk(database, beneath, range, Direction::kForward);
  BaseFile file(database, base, fmt::format("{}/{}.sst", ingest_directory(database), base.value));
  Store::Piece piece{cursor, false};
  while (walk.valid() && file.bytes() < piece_bytes) {
    TM_TRY_STATUS(file.add(walk.suffix(), walk.row()));
    piece.cursor = walk.suffix();
    walk.next();
  }
  TM_TRY_STATUS(walk.status());
  piece.last = !walk.valid();
  if (file.bytes() == 0) return piece;
  TM_TRY_STATUS(file.finish());
  if (piece.last && TM_FAULT(kExchangeBeforeCopy)) return piece;
  TM_TRY_STATUS(ingest(database, file.path()));
  return piece;
}

Status clear_ingest_directory(const Database& database) {
  rocksdb::Env& env = *database.shared().env;
  const std::string directory = ingest_directory(database);
  if (const auto made = env.CreateDirIfMissing(directory); !made.ok()) {
    return to_error(made, "making " + directory);
  }
  std::vector<std::string> names;
  if (const auto listed = env.GetChildren(directory, &names); !listed.ok()) {
    return to_error(listed, "listing " + directory);
  }
  for (const std::string& name : names) {
    if (!name.ends_with(".sst")) continue;
    if (const auto gone = env.DeleteFile(directory + "/" + name); !gone.ok()) {
      return to_error(gone, "removing " + directory + "/" + name);
    }
  }
  return Ok{};
}

}  // namespace tidemark::storage
