#include "storage/database.h"

#include "storage/environment_shared.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>

#include <limits>

namespace tidemark::storage {

namespace {

rocksdb::DBOptions database_options(const Environment::Shared& shared) {
  rocksdb::DBOptions options;
  options.env = shared.env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  // The default drops acknowledged writes behind one flipped byte without a word.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.paranoid_checks = true;
  options.write_buffer_manager = shared.write_buffers;
  options.max_background_jobs = shared.options.background_threads;
  options.max_subcompactions = 1;
  options.max_open_files = 1024;
  options.bytes_per_sync = 1 << 20;
  // Nothing may happen by RocksDB's own timers: a simulated clock would not know.
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.keep_log_file_num = 4;
  options.max_total_wal_size = 256ull << 20;
  return options;
}

rocksdb::ColumnFamilyOptions family_options(const Environment::Shared& shared) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = shared.block_cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.level_compaction_dynamic_level_bytes = true;
  options.write_buffer_size = 32u << 20;
  // No timers: neither a file's age nor the wall clock starts a compaction.
  options.periodic_compaction_seconds = 0;
  options.ttl = 0;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families_of(const rocksdb::ColumnFamilyOptions& plain,
                                                         const rocksdb::ColumnFamilyOptions& hist) {
  return {
      {rocksdb::kDefaultColumnFamilyName, plain}, {"cur", plain}, {"hist", hist}, {"log", plain}};
}

// RocksDB names the MANIFEST when a sorted file's properties are damaged; we name the file.
Error opening_error(const rocksdb::Status& status, const std::string& directory,
                    rocksdb::Env* env) {
  Error error = to_error(status, fmt::format("opening the store in {}", directory));
  if (!status.IsCorruption() || error.message.find(".sst") != std::string::npos) return error;
  rocksdb::Options options;
  options.env = env;
  std::vector<std::string> names;
  env->GetChildren(directory, &names).PermitUncheckedError();
  for (const std::string& name : names) {
    if (!name.ends_with(".sst")) continue;
    rocksdb::SstFileReader reader(options);
    auto read = reader.Open(directory + "/" + name);
    if (read.ok()) read = reader.VerifyChecksum();
    if (!read.ok()) error.message += fmt::format("; {}/{} is damaged", directory, name);
  }
  return error;
}

// RocksDB's own log of events goes nowhere.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;

  void Logv(const char*, va_list) override {}
};

}  // namespace

Error to_error(const rocksdb::Status& status, std::string_view doing) {
  const Code code = status.IsCorruption()                   ? Code::kCorrupt
                    : status.IsBusy() || status.IsNoSpace() ? Code::kBusy
                                                            : Code::kUnknown;
  return fail(code, fmt::format("{}: {}", doing, status.ToString()));
}

Result<std::unique_ptr<Database>> Database::open(const std::string& directory,
                                                 Environment& environment, const Hooks& hooks) {
  std::unique_ptr<Database> database(new Database(directory, environment.shared()));
  const Environment::Shared& shared = environment.shared();
  const rocksdb::ColumnFamilyOptions plain = family_options(shared);
  rocksdb::ColumnFamilyOptions hist = plain;
  hist.bottommost_compression = rocksdb::kZSTD;
  hist.compaction_filter_factory = hooks.hist_filters;
  if (hooks.hist_properties) {
    hist.table_properties_collector_factories.push_back(hooks.hist_properties);
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(database_options(shared), directory,
                                                   families_of(plain, hist), &handles, &db);
  if (!status.ok()) return opening_error(status, directory, shared.env);
  database->take(db, handles);
  return database;
}

Result<std::unique_ptr<Database>> Database::open_to_read(const std::string& directory,
                                                         Environment& environment) {
  const Environment::Shared& shared = environment.shared();
  if (!shared.env->FileExists(directory + "/CURRENT").ok()) {
    return fail(Code::kNotFound, fmt::format("there is no store in {}", directory));
  }
  std::unique_ptr<Database> database(new Database(directory, environment.shared()));
  rocksdb::DBOptions options = database_options(shared);
  options.create_if_missing = false;
  options.create_missing_column_families = false;
  options.info_log = std::make_shared<SilentLogger>();
  std::vector<std::string> names;
  if (rocksdb::DB::ListColumnFamilies(options, directory, &names).ok() && names.size() < 4) {
    return fail(Code::kNotFound, fmt::format("the store in {} was never finished", directory));
  }
  const rocksdb::ColumnFamilyOptions plain = family_options(shared);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::OpenForReadOnly(options, directory, families_of(plain, plain), &handles, &db);
  if (!status.ok()) return opening_error(status, directory, shared.env);
  database->take(db, handles);
  return database;
}

void Database::take(rocksdb::DB* db, const std::vector<rocksdb::ColumnFamilyHandle*>& families) {
  db_.reset(db);
  meta_ = families[0];
  cur_ = families[1];
  hist_ = families[2];
  log_ = families[3];
}

Database::~Database() {
  if (!db_) return;
  for (auto* family : {meta_, cur_, hist_, log_}) db_->DestroyColumnFamilyHandle(family);
  db_->Close().PermitUncheckedError();
}

Result<std::optional<std::string>> Database::get(rocksdb::ColumnFamilyHandle* family,
                                                 const std::string& key) const {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), family, key, &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return to_error(status, "reading a row");
  return std::optional<std::string>(std::move(value));
}

std::uint64_t Database::free_bytes() const {
  std::uint64_t bytes = 0;
  const auto status =
      shared_.env->GetFileSystem()->GetFreeSpace(directory_, rocksdb::IOOptions(), &bytes, nullptr);
  // A file system that cannot tell refuses nothing.
  return status.ok() ? bytes : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace tidemark::storage
