#include "storage/materialise.h"

#include "storage/copy_lanes.h"
#include "storage/database.h"
#include "storage/environment_shared.h"
#include "storage/faults.h"
#include "storage/scan.h"

#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <future>
#include <memory>

namespace tidemark::storage {

namespace {

std::string ingest_directory(const Database& database) {
  return database.directory() + "/ingest";
}

Status ingest(const Database& database, const std::vector<std::string>& files) {
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.failed_move_fall_back_to_copy = true;
  TM_FAILPOINT("materialise.before_ingest");
  const rocksdb::Status status = database.db().IngestExternalFile(database.cur(), files, options);
  if (!status.ok()) return to_error(status, fmt::format("ingesting {}", files.front()));
  TM_FAILPOINT("materialise.after_ingest");
  return Ok{};
}

// The disk works while rows are still being copied, so that the sync at the end finds little.
rocksdb::EnvOptions written_steadily() {
  rocksdb::EnvOptions options;
  options.bytes_per_sync = 1u << 20;
  return options;
}

// One sorted file of what a walk shows, until it is about full.
class BaseFile {
 public:
  BaseFile(const Database& database, KeyspaceId base, std::string path)
      : key_(keyspace_prefix(base)),
        path_(std::move(path)),
        // What is copied is read soon: its pages stay in the system's cache.
        writer_(written_steadily(), database.db().GetOptions(database.cur()), nullptr, false) {}

  Status add(const std::string& suffix, const StoredRow& row) {
    return add(suffix, row.written_at, row.value);
  }

  Status add(const std::string& suffix, Timestamp written_at, std::string_view value) {
    if (bytes_ == 0) {
      if (const auto opened = writer_.Open(path_); !opened.ok())
        return to_error(opened, "making " + path_);
    }
    key_.resize(kKeyspaceBytes);
    key_ += suffix;
    make_cur_value(value_, written_at, kValueFlag, value);
    bytes_ += key_.size() + value_.size();
    const auto put = writer_.Put(key_, value_);
    return put.ok() ? Status(Ok{}) : Status(to_error(put, "writing " + path_));
  }

  Status finish() {
    const auto finished = writer_.Finish();
    return finished.ok() ? Status(Ok{}) : Status(to_error(finished, "finishing " + path_));
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string key_;  // the base's prefix, then the last suffix
  std::string value_;
  std::string path_;
  rocksdb::SstFileWriter writer_;
  std::size_t bytes_ = 0;
};

// Rows that are put into a file later.
class KeptRows {
 public:
  void add(const Store::BaseRow& row) {
    rows_.push_back({row.part, row.key.size(), row.value.size()});
    bytes_.append(row.key).append(row.value);
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }

  // All of them; the file is finished then. Nothing where there are none.
  Status write_to(BaseFile& file, Timestamp written_at) const {
    std::string_view left = bytes_;
    for (const Row& row : rows_) {
      const std::string_view key = left.substr(0, row.key_bytes);
      const std::string_view value = left.substr(row.key_bytes, row.value_bytes);
      TM_TRY_STATUS(file.add(suffix_of(row.part, key), written_at, value));
      left.remove_prefix(key.size() + value.size());
    }
    return rows_.empty() ? Status(Ok{}) : file.finish();
  }

 private:
  struct Row {
    Part part;
    std::size_t key_bytes;
    std::size_t value_bytes;
  };

  std::vector<Row> rows_;
  std::string bytes_;
};

// A file of a base and the rows that it is made of, once they are together.
struct FilledFile {
  FilledFile(const Database& database, KeyspaceId base, std::string path)
      : file(database, base, std::move(path)) {}

  Status write(Timestamp written_at) {
    const Status status = rows.write_to(file, written_at);
    rows = {};
    return status;
  }

  KeptRows rows;
  BaseFile file;
  std::future<Status> written;  // last: whoever lets go of a file waits for it
};

// Everything that a branch shows of its items; tallies stay behind, since the branch wrote its own.
CopyLane whole_branch() {
  return {{}, suffix_of(kTallyPart, {})};
}

struct Copied {
  std::optional<std::string> file;
  std::optional<CopyLane> rest;  // nullopt: the lane is done
};

Result<Copied> copy_lane(const Database& database, const Strata& beneath, KeyspaceId base,
                         const CopyLane& lane, const std::string& path, std::size_t piece_bytes) {
  StrataWalk walk(database, beneath, {lane.from, lane.until}, Direction::kForward,
                  Blocks::kPassing);
  BaseFile file(database, base, path);
  while (walk.valid() && file.bytes() < piece_bytes) {
    TM_TRY_STATUS(file.add(walk.suffix(), walk.row()));
    walk.next();
  }
  TM_TRY_STATUS(walk.status());
  Copied copied;
  if (walk.valid()) copied.rest = CopyLane{walk.suffix(), lane.until};
  if (file.bytes() == 0) return copied;
  TM_TRY_STATUS(file.finish());
  copied.file = path;
  return copied;
}

// The first or the last suffix that the lane shows; nullopt when it shows none.
Result<std::optional<std::string>> edge(const Database& database, const Strata& beneath,
                                        const CopyLane& lane, Direction direction) {
  const StrataWalk walk(database, beneath, {lane.from, lane.until}, direction);
  TM_TRY_STATUS(walk.status());
  return walk.valid() ? std::optional(walk.suffix()) : std::nullopt;
}

// Halves the last lane until there are enough of them, or it is too short.
Status fill_up(const Database& database, const Strata& beneath, std::vector<CopyLane>& lanes) {
  while (!lanes.empty() && lanes.size() < kCopyLanes) {
    CopyLane& lane = lanes.back();
    TM_TRY(const auto first, edge(database, beneath, lane, Direction::kForward));
    TM_TRY(const auto last, edge(database, beneath, lane, Direction::kBackward));
    const auto middle = first && last ? half_way(*first, *last) : std::nullopt;
    if (!middle) break;
    CopyLane upper{*middle, std::exchange(lane.until, *middle)};
    lanes.push_back(std::move(upper));
  }
  return Ok{};
}

}  // namespace

Result<Store::Piece> copy_piece(const Database& database, const Strata& beneath, KeyspaceId base,
                                const std::string& cursor, const StoreOptions& options) {
  TM_TRY(std::vector<CopyLane> lanes, decode_lanes(cursor));
  if (cursor.empty()) lanes.push_back(whole_branch());
  TM_TRY_STATUS(fill_up(database, beneath, lanes));
  std::vector<std::future<Result<Copied>>> pieces;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    // The last one on this thread, below; with one thread each waits for the one before.
    const bool aside = options.copy_threads > 1 && i + 1 < lanes.size();
    pieces.push_back(std::async(aside ? std::launch::async : std::launch::deferred, [&, i] {
      const std::string path =
          fmt::format("{}/{}-{}.sst", ingest_directory(database), base.value, i);
      return copy_lane(database, beneath, base, lanes[i], path, options.piece_bytes);
    }));
  }
  for (std::size_t i = pieces.size(); i-- > 0;) pieces[i].wait();
  std::vector<CopyLane> rest;
  std::vector<std::string> files;
  for (auto& piece : pieces) {
    TM_TRY(Copied copied, piece.get());
    if (copied.file) files.push_back(*copied.file);
    if (copied.rest) rest.push_back(*std::move(copied.rest));
  }
  Store::Piece piece{{}, rest.empty()};
  if (!files.empty() && !(piece.last && TM_FAULT(kExchangeBeforeCopy))) {
    TM_TRY_STATUS(ingest(database, files));
  }
  if (rest.size() == kCopyLanes && TM_FAULT(kLaneLeftOut)) rest.pop_back();
  piece.cursor = encode_lanes(rest);
  return piece;
}

Status fill_base(const Database& database, KeyspaceId base, Timestamp written_at,
                 const Store::NextBaseRow& next, const StoreOptions& options) {
  // While rows come in, those that came before are put into their files on other threads.
  const bool aside = options.copy_threads > 1;
  const auto most = static_cast<std::size_t>(std::max(options.copy_threads, 1));
  std::vector<std::unique_ptr<FilledFile>> files;
  for (bool more = true; more;) {
    auto file = std::make_unique<FilledFile>(
        database, base,
        fmt::format("{}/{}-fill-{}.sst", ingest_directory(database), base.value, files.size()));
    while (more && file->rows.bytes() < options.piece_bytes) {
      TM_TRY(const auto row, next());
      more = row.has_value();
      if (more) file->rows.add(*row);
    }
    if (file->rows.bytes() == 0) break;
    if (files.size() >= most) files[files.size() - most]->written.wait();
    file->written = std::async(aside ? std::launch::async : std::launch::deferred,
                               [one = file.get(), written_at] { return one->write(written_at); });
    files.push_back(std::move(file));
  }
  std::vector<std::string> paths;
  for (const auto& file : files) {
    TM_TRY_STATUS(file->written.get());
    paths.push_back(file->file.path());
  }
  return paths.empty() ? Status(Ok{}) : ingest(database, paths);
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
