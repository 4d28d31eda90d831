#include "storage/repair.h"

#include "codec/iso8601.h"
#include "storage/acknowledged.h"
#include "storage/database.h"
#include "storage/environment_shared.h"
#include "storage/log_check.h"
#include "storage/log_scan.h"
#include "storage/registry.h"
#include "storage/trimming.h"

#include <rocksdb/utilities/ldb_cmd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tidemark::storage {

namespace {

namespace fs = std::filesystem;

std::string name_in(const std::string& path) {
  return fs::path(path).filename().string();
}

Status copy_file(const std::string& from, const std::string& to) {
  std::error_code error;
  if (fs::copy_file(from, to, error)) return Ok{};
  return fail(Code::kUnknown, fmt::format("copying {} to {}: {}", from, to, error.message()));
}

// A RocksDB opened as it lies there: no check of which logs and files should be there, nothing
// compacted.
class LooseDatabase {
 public:
  static Result<LooseDatabase> open(const std::string& directory, Environment& environment) {
    rocksdb::DBOptions options;
    options.env = environment.shared().env;
    options.paranoid_checks = false;
    options.track_and_verify_wals_in_manifest = false;
    options.avoid_flush_during_recovery = true;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.info_log_level = rocksdb::InfoLogLevel::FATAL_LEVEL;
    rocksdb::ColumnFamilyOptions family;
    family.disable_auto_compactions = true;
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : {"default", "cur", "hist", "log"}) families.emplace_back(name, family);
    LooseDatabase loose;
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(options, directory, families, &loose.families_, &db);
    if (!status.ok()) return to_error(status, "opening the copy in " + directory);
    loose.db_.reset(db);
    return loose;
  }

  LooseDatabase(LooseDatabase&&) noexcept = default;
  LooseDatabase& operator=(LooseDatabase&&) = delete;

  ~LooseDatabase() {
    if (!db_) return;
    for (auto* family : families_) db_->DestroyColumnFamilyHandle(family);
    db_->Close().PermitUncheckedError();
  }

  [[nodiscard]] rocksdb::DB& db() const { return *db_; }

  [[nodiscard]] const std::vector<rocksdb::ColumnFamilyHandle*>& families() const {
    return families_;
  }

 private:
  LooseDatabase() = default;

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

class Repair {
 public:
  Repair(const std::string& source, const std::string& target, Environment& environment)
      : source_(source), target_(target), environment_(environment) {}

  Result<Repaired> run() {
    TM_TRY_STATUS(copy_files());
    TM_TRY_STATUS(copy_manifest());
    TM_TRY_STATUS(copy_logs());
    TM_TRY_STATUS(look_at_sorted_files());
    if (!repaired_.rows.empty()) TM_TRY_STATUS(rebuild());
    TM_TRY_STATUS(compare_with_note());
    return std::move(repaired_);
  }

 private:
  Status copy_files();
  Status copy_manifest();
  Status copy_logs();
  Status cut_log(const std::string& path, const LogScan& scan);
  Status look_at_sorted_files();
  Status forget_unreadable_files();
  Status rebuild();
  Status compare_with_note();

  [[nodiscard]] rocksdb::Env& env() const { return *environment_.shared().env; }

  std::string source_;
  std::string target_;
  Environment& environment_;
  Repaired repaired_;
};

// All but the logs, which are copied by record, and what RocksDB makes anew.
Status Repair::copy_files() {
  std::error_code error;
  if (!fs::create_directories(target_, error) || error) {
    return fail(Code::kInvalid, fmt::format("making {}: {}", target_,
                                            error ? error.message() : "it is there already"));
  }
  for (const auto& entry : fs::directory_iterator(source_, error)) {
    const std::string name = entry.path().filename().string();
    const bool wanted =
        name.ends_with(".sst") || name == "IDENTITY" || name.starts_with("MANIFEST-");
    if (!wanted || !entry.is_regular_file()) continue;
    TM_TRY_STATUS(copy_file(entry.path().string(), target_ + "/" + name));
  }
  if (!error) return Ok{};
  return fail(Code::kUnknown, fmt::format("listing {}: {}", source_, error.message()));
}

// The MANIFEST that CURRENT names; if CURRENT is no good, the newest.
Status Repair::copy_manifest() {
  auto manifest = manifest_file(source_, environment_);
  if (!manifest) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(target_)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("MANIFEST-")) names.push_back(name);
    }
    if (names.empty()) {
      return fail(
          Code::kCorrupt,
          fmt::format("{} has no MANIFEST: which of its files count cannot be known", source_));
    }
    manifest = source_ + "/" + *std::ranges::max_element(names);
    repaired_.done.push_back(fmt::format("{}/CURRENT was damaged or missing; it names {} again",
                                         source_, name_in(manifest.value())));
  }
  TM_TRY(const LogScan scan, scan_log(env(), manifest.value()));
  if (scan.verdict == LogScan::kDamaged) {
    return fail(Code::kCorrupt,
                fmt::format("{} is damaged {}: which of the store's files count cannot be known",
                            manifest.value(), scan.why));
  }
  std::ofstream current(target_ + "/CURRENT");
  current << name_in(manifest.value()) << '\n';
  current.close();
  if (current) return Ok{};
  return fail(Code::kUnknown, fmt::format("writing {}/CURRENT failed", target_));
}

Status Repair::copy_logs() {
  TM_TRY(const auto logs, log_files(source_, environment_));
  for (std::size_t i = 0; i < logs.size(); ++i) {
    TM_TRY(const LogScan scan, scan_log(env(), logs[i]));
    const bool last = i + 1 == logs.size();
    if (scan.verdict == LogScan::kWhole) {
      TM_TRY_STATUS(copy_file(logs[i], target_ + "/" + name_in(logs[i])));
      continue;
    }
    TM_TRY_STATUS(cut_log(logs[i], scan));
    // What a kill leaves of a write that nobody was told of is no loss.
    if (scan.verdict == LogScan::kTorn && last) return Ok{};
    repaired_.lost.push_back(
        fmt::format("{} is damaged {}: its {} records before that are kept, what follows is lost",
                    logs[i], scan.why, scan.records));
    for (++i; i < logs.size(); ++i) {
      repaired_.lost.push_back(fmt::format("{} follows a damaged log and is lost", logs[i]));
    }
  }
  return Ok{};
}

Status Repair::cut_log(const std::string& path, const LogScan& scan) {
  const std::string copy = target_ + "/" + name_in(path);
  TM_TRY_STATUS(copy_file(path, copy));
  std::error_code error;
  fs::resize_file(copy, scan.whole_end, error);
  if (!error) return Ok{};
  return fail(Code::kUnknown, fmt::format("cutting {}: {}", copy, error.message()));
}

Status Repair::look_at_sorted_files() {
  TM_TRY(const LooseDatabase loose, LooseDatabase::open(target_, environment_));
  repaired_.rows = find_lost_rows(loose.db());
  for (LostRows& lost : repaired_.rows) lost.file = source_ + "/" + name_in(lost.file);
  for (const LostRows& lost : repaired_.rows) {
    if (lost.family != "meta") continue;
    return fail(Code::kCorrupt, fmt::format("{} is damaged ({}): it names the store's tables, and "
                                            "without it nothing can be told apart",
                                            lost.file, lost.why));
  }
  return Ok{};
}

// RocksDB cannot walk past a file that it cannot open.
Status Repair::forget_unreadable_files() {
  for (const LostRows& lost : repaired_.rows) {
    if (!lost.properties.empty()) continue;
    const std::string db = "--db=" + target_;
    const std::string number = fmt::format("{}", lost.number);
    const std::vector<const char*> words{"ldb", db.c_str(), "unsafe_remove_sst_file",
                                         number.c_str()};
    rocksdb::Options options;
    options.env = environment_.shared().env;
    options.paranoid_checks = false;
    const int failed = rocksdb::LDBCommandRunner::RunCommand(
        static_cast<int>(words.size()), words.data(), options, rocksdb::LDBOptions(), nullptr);
    if (failed != 0) {
      return fail(Code::kCorrupt, fmt::format("{} cannot be read ({}) nor taken out of the copy",
                                              lost.file, lost.why));
    }
  }
  return Ok{};
}

// A new database of the rows that can be read, in the place of the copied one.
Status Repair::rebuild() {
  TM_TRY_STATUS(forget_unreadable_files());
  const std::string fresh = target_ + ".new";
  {
    TM_TRY(const LooseDatabase loose, LooseDatabase::open(target_, environment_));
    TM_TRY(const auto made,
           Database::open(fresh, environment_, {nullptr, std::make_shared<OldestEndFactory>()}));
    rocksdb::ColumnFamilyHandle* to[] = {made->meta(), made->cur(), made->hist(), made->log()};
    for (std::size_t i = 0; i < std::size(to); ++i) {
      TM_TRY_STATUS(
          copy_provable_rows(loose.db(), loose.families()[i], repaired_.rows, *made, to[i]));
    }
  }
  std::error_code error;
  fs::remove_all(target_, error);
  if (!error) fs::rename(fresh, target_, error);
  if (!error) return Ok{};
  return fail(Code::kUnknown, fmt::format("naming {}: {}", target_, error.message()));
}

Status Repair::compare_with_note() {
  TM_TRY(const auto database, Database::open_to_read(target_, environment_));
  TM_TRY(const Registry registry, Registry::load(*database));
  repaired_.last_commit = registry.clock.last_commit;
  const auto note = AcknowledgedNote::read(env(), source_);
  if (!note) {
    repaired_.lost.push_back(note.error().message +
                             ": how far the store had answered cannot be known any more");
    return Ok{};
  }
  if (!note.value()) return Ok{};
  repaired_.acknowledged = note.value()->last_commit;
  if (*repaired_.acknowledged <= repaired_.last_commit) return Ok{};
  repaired_.lost.push_back(
      fmt::format("commits after {} up to {} had been acknowledged and are lost",
                  codec::to_iso8601(repaired_.last_commit, codec::Fraction::kMicros),
                  codec::to_iso8601(*repaired_.acknowledged, codec::Fraction::kMicros)));
  return Ok{};
}

}  // namespace

Result<Repaired> copy_provable(const std::string& source, const std::string& target,
                               Environment& environment) {
  std::error_code error;
  const bool store = fs::exists(source + "/CURRENT", error) || [&] {
    for (const auto& entry : fs::directory_iterator(source, error)) {
      if (entry.path().filename().string().starts_with("MANIFEST-")) return true;
    }
    return false;
  }();
  if (!store) return fail(Code::kNotFound, fmt::format("there is no store in {}", source));
  auto repaired = Repair(source, target, environment).run();
  if (repaired) return repaired;
  fs::remove_all(target, error);
  fs::remove_all(target + ".new", error);
  return repaired;
}

}  // namespace tidemark::storage
