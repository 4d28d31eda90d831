#include "storage/log_check.h"

#include "storage/acknowledged.h"
#include "storage/database.h"
#include "storage/environment_shared.h"
#include "storage/log_scan.h"
#include "storage/registry.h"

#include <rocksdb/db.h>

#include <algorithm>

namespace tidemark::storage {

namespace {

Result<std::vector<std::string>> names_in(const std::string& directory, rocksdb::Env& env) {
  std::vector<std::string> names;
  const auto listed = env.GetChildren(directory, &names);
  if (!listed.ok()) return to_error(listed, "listing " + directory);
  std::ranges::sort(names);
  return names;
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  return value;
}

// Nothing is there, or only what a first start leaves that was cut short.
Status check_never_made(const std::string& directory, rocksdb::Env& env) {
  if (!env.FileExists(directory).ok()) return Ok{};
  TM_TRY(const auto names, names_in(directory, env));
  TM_TRY(const auto acknowledged, AcknowledgedNote::read(env, directory));
  const bool sorted =
      std::ranges::any_of(names, [](const std::string& name) { return name.ends_with(".sst"); });
  if (!sorted && !acknowledged) return Ok{};
  return fail(Code::kCorrupt,
              fmt::format("{}/CURRENT is missing, though there is a store beside it", directory));
}

Result<LogScan> whole(rocksdb::Env& env, const std::string& path,
                      const std::function<void(std::string_view)>& record = {}) {
  TM_TRY(LogScan scan, scan_log(env, path, record));
  if (scan.verdict == LogScan::kDamaged) {
    return fail(Code::kCorrupt, fmt::format("{} is damaged {}", path, scan.why));
  }
  return scan;
}

// The log ends earlier than the note says, which is right only if the rows were moved into sorted
// files since: then a store opened to be read shows them.
Status check_shown(const Acknowledged& acknowledged, const std::string& directory,
                   Environment& environment) {
  TM_TRY(const auto database, Database::open_to_read(directory, environment));
  TM_TRY(const Registry registry, Registry::load(*database));
  return check_reached(acknowledged, database->db().GetLatestSequenceNumber(), registry.clock,
                       directory);
}

}  // namespace

Status check_reached(const Acknowledged& acknowledged, std::uint64_t sequence,
                     const ClockRow& clock, const std::string& directory) {
  if (sequence >= acknowledged.sequence && clock.last_commit >= acknowledged.last_commit &&
      std::max(clock.closed, clock.last_commit) >= acknowledged.closed) {
    return Ok{};
  }
  return fail(Code::kCorrupt,
              fmt::format("the write-ahead log in {} ends at commit {}, but commits up to {} were "
                          "acknowledged: acknowledged writes are missing",
                          directory, clock.last_commit.micros, acknowledged.last_commit.micros));
}

std::uint64_t last_sequence_of(std::string_view record) {
  // Of a write batch: its first sequence number u64, how many u32, little-endian.
  if (record.size() < 12) return 0;
  const std::uint64_t count = little_endian(record.substr(8, 4));
  return little_endian(record.substr(0, 8)) + (count > 0 ? count - 1 : 0);
}

Result<std::vector<std::string>> log_files(const std::string& directory,
                                           const Environment& environment) {
  TM_TRY(const auto names, names_in(directory, *environment.shared().env));
  std::vector<std::string> paths;
  for (const std::string& name : names) {
    const bool numbered = name.find_first_not_of("0123456789") == name.find('.');
    if (name.ends_with(".log") && numbered) paths.push_back(directory + "/" + name);
  }
  return paths;
}

Result<std::string> manifest_file(const std::string& directory, const Environment& environment) {
  rocksdb::Env& env = *environment.shared().env;
  const std::string current = directory + "/CURRENT";
  std::string name;
  const auto read = rocksdb::ReadFileToString(&env, current, &name);
  if (!read.ok()) return to_error(read, "reading " + current);
  const bool named = name.starts_with("MANIFEST-") && name.ends_with('\n');
  if (named) name.pop_back();
  if (!named || !env.FileExists(directory + "/" + name).ok()) {
    return fail(Code::kCorrupt, fmt::format("{} names no MANIFEST that is there", current));
  }
  return directory + "/" + name;
}

Status check_before_opening(const std::string& directory, Environment& environment) {
  rocksdb::Env& env = *environment.shared().env;
  if (!env.FileExists(directory + "/CURRENT").ok()) return check_never_made(directory, env);
  TM_TRY(const std::string manifest, manifest_file(directory, environment));
  TM_TRY_STATUS(whole(env, manifest));
  std::uint64_t last_sequence = 0;
  TM_TRY(const auto logs, log_files(directory, environment));
  for (const std::string& path : logs) {
    TM_TRY_STATUS(whole(env, path, [&](std::string_view record) {
      last_sequence = std::max(last_sequence, last_sequence_of(record));
    }));
  }
  TM_TRY(const auto acknowledged, AcknowledgedNote::read(env, directory));
  if (!acknowledged || last_sequence >= acknowledged->sequence) return Ok{};
  return check_shown(*acknowledged, directory, environment);
}

}  // namespace tidemark::storage
