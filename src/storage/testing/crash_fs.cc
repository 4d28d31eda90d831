#include "storage/testing/crash_fs.h"

#include "base/random.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <set>

namespace tidemark::storage::testing {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

struct File {
  std::string bytes;
  std::size_t synced = 0;  // bytes before this survive any crash
};

using FilePtr = std::shared_ptr<File>;
using Names = std::map<std::string, FilePtr>;

// A change of a directory that no sync has made durable yet. Removing has no `file`.
struct NameChange {
  std::string path;
  std::string renamed_from;  // empty unless a rename
  FilePtr file;
};

std::string normal(const std::string& path) {
  std::string result;
  for (const char c : path) {
    if (c != '/' || result.empty() || result.back() != '/') result += c;
  }
  if (result.size() > 1 && result.back() == '/') result.pop_back();
  return result;
}

std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

bool is_wal(const std::string& path) {
  return path.ends_with(".log");
}

void take_effect(const NameChange& change, Names& names) {
  if (!change.renamed_from.empty()) names.erase(change.renamed_from);
  if (change.file) {
    names[change.path] = change.file;
  } else {
    names.erase(change.path);
  }
}

}  // namespace

struct CrashFs::Disk {
  mutable std::mutex mutex;
  Names live;                       // what programs see
  Names durable;                    // what directory syncs have fixed
  std::vector<NameChange> pending;  // between the two, in order
  std::set<std::string> directories{"/"};
  std::set<std::string> locked;
  std::uint64_t free_bytes = 1ull << 40;
  bool fail_log_syncs = false;

  CrashPoint point;
  std::uint64_t until_crash = 0;  // events of the armed kind; 0: not armed
  std::shared_ptr<Disk> image;    // set by the crash
  std::atomic<bool> crashed{false};

  // All below: `mutex` is held.

  FilePtr find(const std::string& path) const {
    const auto found = live.find(path);
    return found == live.end() ? nullptr : found->second;
  }

  void change(NameChange change) {
    take_effect(change, live);
    pending.push_back(std::move(change));
  }

  void sync_directory(const std::string& path) {
    std::vector<NameChange> rest;
    for (auto& change : pending) {
      const bool here = directory_of(change.path) == path ||
                        (!change.renamed_from.empty() && directory_of(change.renamed_from) == path);
      if (here) {
        take_effect(change, durable);
      } else {
        rest.push_back(std::move(change));
      }
    }
    pending = std::move(rest);
  }

  // Called before an event takes effect.
  void event(CrashPoint::Kind kind) {
    if (until_crash == 0 || (point.kind != CrashPoint::kAnyChange && point.kind != kind)) return;
    if (--until_crash == 0) crash(point.seed);
  }

  void crash(std::uint64_t seed) {
    if (image) return;
    image = std::make_shared<Disk>();
    SeededRandom random(seed);
    Names names = durable;
    const std::uint64_t survivors = random.below(2) == 0 ? 0 : random.below(pending.size() + 1);
    for (std::uint64_t i = 0; i < survivors; ++i) take_effect(pending[i], names);
    std::map<const File*, FilePtr> copies;  // two links to one file stay two links to one file
    for (const auto& [path, file] : names) {
      FilePtr& copy = copies[file.get()];
      if (!copy) copy = survivor(*file, random);
      image->live[path] = copy;
    }
    image->durable = image->live;
    image->directories = directories;
    image->free_bytes = free_bytes;
    crashed = true;
  }

  static FilePtr survivor(const File& file, Random& random) {
    const std::size_t unsynced = file.bytes.size() - file.synced;
    const std::size_t kept =
        random.below(2) == 0 ? 0 : static_cast<std::size_t>(random.below(unsynced + 1));
    auto copy = std::make_shared<File>();
    copy->bytes = file.bytes.substr(0, file.synced + kept);
    copy->synced = copy->bytes.size();
    return copy;
  }
};

namespace {

using Disk = CrashFs::Disk;

IOStatus not_found(const std::string& path) {
  return IOStatus::NotFound(path);
}

std::size_t copy_out(const File& file, std::uint64_t offset, std::size_t count, char* scratch) {
  if (offset >= file.bytes.size()) return 0;
  const std::size_t got = std::min<std::size_t>(count, file.bytes.size() - offset);
  std::memcpy(scratch, file.bytes.data() + offset, got);
  return got;
}

class SequentialFile final : public rocksdb::FSSequentialFile {
 public:
  SequentialFile(std::shared_ptr<Disk> disk, FilePtr file)
      : disk_(std::move(disk)), file_(std::move(file)) {}

  IOStatus Read(std::size_t count, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    const std::lock_guard lock(disk_->mutex);
    const std::size_t got = copy_out(*file_, position_, count, scratch);
    position_ += got;
    *result = Slice(scratch, got);
    return IOStatus::OK();
  }

  IOStatus Skip(std::uint64_t count) override {
    const std::lock_guard lock(disk_->mutex);
    position_ = std::min<std::uint64_t>(position_ + count, file_->bytes.size());
    return IOStatus::OK();
  }

 private:
  std::shared_ptr<Disk> disk_;
  FilePtr file_;
  std::uint64_t position_ = 0;
};

class RandomAccessFile final : public rocksdb::FSRandomAccessFile {
 public:
  RandomAccessFile(std::shared_ptr<Disk> disk, FilePtr file)
      : disk_(std::move(disk)), file_(std::move(file)) {}

  IOStatus Read(std::uint64_t offset, std::size_t count, const IOOptions&, Slice* result,
                char* scratch, IODebugContext*) const override {
    const std::lock_guard lock(disk_->mutex);
    *result = Slice(scratch, copy_out(*file_, offset, count, scratch));
    return IOStatus::OK();
  }

 private:
  std::shared_ptr<Disk> disk_;
  FilePtr file_;
};

class RandomRWFile final : public rocksdb::FSRandomRWFile {
 public:
  RandomRWFile(std::shared_ptr<Disk> disk, FilePtr file)
      : disk_(std::move(disk)), file_(std::move(file)) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions&,
                 IODebugContext*) override {
    const std::lock_guard lock(disk_->mutex);
    disk_->event(CrashPoint::kAnyChange);
    const std::size_t end = offset + data.size();
    if (file_->bytes.size() < end) file_->bytes.resize(end);
    file_->bytes.replace(offset, data.size(), data.data(), data.size());
    file_->synced = std::max(file_->synced, end);
    return IOStatus::OK();
  }

  IOStatus Read(std::uint64_t offset, std::size_t count, const IOOptions&, Slice* result,
                char* scratch, IODebugContext*) const override {
    const std::lock_guard lock(disk_->mutex);
    *result = Slice(scratch, copy_out(*file_, offset, count, scratch));
    return IOStatus::OK();
  }

  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

  IOStatus Sync(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  std::shared_ptr<Disk> disk_;
  FilePtr file_;
};

class WritableFile final : public rocksdb::FSWritableFile {
 public:
  WritableFile(std::shared_ptr<Disk> disk, FilePtr file, bool wal)
      : disk_(std::move(disk)), file_(std::move(file)), wal_(wal) {}

  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(disk_->mutex);
    disk_->event(wal_ ? CrashPoint::kWalAppend : CrashPoint::kAnyChange);
    file_->bytes.append(data.data(), data.size());
    return IOStatus::OK();
  }

  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }

  IOStatus Truncate(std::uint64_t size, const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(disk_->mutex);
    file_->bytes.resize(size);
    file_->synced = std::min<std::size_t>(file_->synced, size);
    return IOStatus::OK();
  }

  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(disk_->mutex);
    disk_->event(wal_ ? CrashPoint::kWalSync : CrashPoint::kAnyChange);
    if (wal_ && disk_->fail_log_syncs) return IOStatus::IOError("sync refused by the test");
    file_->synced = file_->bytes.size();
    return IOStatus::OK();
  }

  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

  [[nodiscard]] bool IsSyncThreadSafe() const override { return true; }

  std::uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(disk_->mutex);
    return file_->bytes.size();
  }

 private:
  std::shared_ptr<Disk> disk_;
  FilePtr file_;
  bool wal_;
};

class Directory final : public rocksdb::FSDirectory {
 public:
  Directory(std::shared_ptr<Disk> disk, std::string path)
      : disk_(std::move(disk)), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(disk_->mutex);
    disk_->event(CrashPoint::kDirectorySync);
    disk_->sync_directory(path_);
    return IOStatus::OK();
  }

 private:
  std::shared_ptr<Disk> disk_;
  std::string path_;
};

struct Lock final : public rocksdb::FileLock {
  explicit Lock(std::string locked) : path(std::move(locked)) {}

  std::string path;
};

class SilentLogger final : public rocksdb::Logger {
 public:
  SilentLogger() : rocksdb::Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}

  using rocksdb::Logger::Logv;

  void Logv(const char*, va_list) override {}
};

}  // namespace

std::shared_ptr<CrashFs> CrashFs::empty() {
  return std::shared_ptr<CrashFs>(new CrashFs(std::make_shared<Disk>()));
}

void CrashFs::arm(const CrashPoint& point) {
  const std::lock_guard lock(disk_->mutex);
  disk_->point = point;
  disk_->until_crash = point.nth;
}

void CrashFs::crash_now(std::uint64_t seed) {
  const std::lock_guard lock(disk_->mutex);
  disk_->crash(seed);
}

bool CrashFs::crashed() const {
  return disk_->crashed;
}

std::shared_ptr<CrashFs> CrashFs::after_crash(std::uint64_t seed) {
  const std::lock_guard lock(disk_->mutex);
  disk_->crash(seed);
  return std::shared_ptr<CrashFs>(new CrashFs(disk_->image));
}

void CrashFs::set_free_space(std::uint64_t bytes) {
  const std::lock_guard lock(disk_->mutex);
  disk_->free_bytes = bytes;
}

void CrashFs::fail_log_syncs(bool fail) {
  const std::lock_guard lock(disk_->mutex);
  disk_->fail_log_syncs = fail;
}

std::vector<std::string> CrashFs::files() const {
  const std::lock_guard lock(disk_->mutex);
  std::vector<std::string> paths;
  for (const auto& [path, file] : disk_->live) paths.push_back(path);
  return paths;
}

IOStatus CrashFs::NewSequentialFile(const std::string& path, const rocksdb::FileOptions&,
                                    std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                    IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  auto file = disk_->find(normal(path));
  if (!file) return not_found(path);
  *result = std::make_unique<SequentialFile>(disk_, std::move(file));
  return IOStatus::OK();
}

IOStatus CrashFs::NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions&,
                                      std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                      IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  auto file = disk_->find(normal(path));
  if (!file) return not_found(path);
  *result = std::make_unique<RandomAccessFile>(disk_, std::move(file));
  return IOStatus::OK();
}

IOStatus CrashFs::NewWritableFile(const std::string& path, const rocksdb::FileOptions&,
                                  std::unique_ptr<rocksdb::FSWritableFile>* result,
                                  IODebugContext*) {
  const std::string name = normal(path);
  const std::lock_guard lock(disk_->mutex);
  if (!disk_->directories.contains(directory_of(name))) return not_found(directory_of(name));
  disk_->event(CrashPoint::kAnyChange);
  auto file = disk_->find(name);
  if (file) {
    file->bytes.clear();  // also under its other names, as O_TRUNC does
    file->synced = 0;
  } else {
    file = std::make_shared<File>();
    disk_->change({name, "", file});
  }
  *result = std::make_unique<WritableFile>(disk_, std::move(file), is_wal(name));
  return IOStatus::OK();
}

IOStatus CrashFs::ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                     std::unique_ptr<rocksdb::FSWritableFile>* result,
                                     IODebugContext* debug) {
  const std::string name = normal(path);
  {
    const std::lock_guard lock(disk_->mutex);
    if (auto file = disk_->find(name)) {
      *result = std::make_unique<WritableFile>(disk_, std::move(file), is_wal(name));
      return IOStatus::OK();
    }
  }
  return NewWritableFile(path, options, result, debug);
}

IOStatus CrashFs::NewRandomRWFile(const std::string& path, const rocksdb::FileOptions&,
                                  std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                  IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  auto file = disk_->find(normal(path));
  if (!file) return not_found(path);
  *result = std::make_unique<RandomRWFile>(disk_, std::move(file));
  return IOStatus::OK();
}

IOStatus CrashFs::NewDirectory(const std::string& path, const IOOptions&,
                               std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext*) {
  const std::string name = normal(path);
  const std::lock_guard lock(disk_->mutex);
  if (!disk_->directories.contains(name)) return not_found(path);
  *result = std::make_unique<Directory>(disk_, name);
  return IOStatus::OK();
}

IOStatus CrashFs::FileExists(const std::string& path, const IOOptions&, IODebugContext*) {
  const std::string name = normal(path);
  const std::lock_guard lock(disk_->mutex);
  const bool exists = disk_->find(name) != nullptr || disk_->directories.contains(name);
  return exists ? IOStatus::OK() : not_found(path);
}

IOStatus CrashFs::GetChildren(const std::string& path, const IOOptions&,
                              std::vector<std::string>* result, IODebugContext*) {
  const std::string name = normal(path);
  const std::lock_guard lock(disk_->mutex);
  result->clear();
  if (!disk_->directories.contains(name)) return not_found(path);
  for (const auto& [child, file] : disk_->live) {
    if (directory_of(child) == name) result->push_back(child.substr(name.size() + 1));
  }
  for (const auto& child : disk_->directories) {
    if (child != "/" && directory_of(child) == name)
      result->push_back(child.substr(name.size() + 1));
  }
  return IOStatus::OK();
}

IOStatus CrashFs::DeleteFile(const std::string& path, const IOOptions&, IODebugContext*) {
  const std::string name = normal(path);
  const std::lock_guard lock(disk_->mutex);
  if (!disk_->find(name)) return not_found(path);
  disk_->event(CrashPoint::kAnyChange);
  disk_->change({name, "", nullptr});
  return IOStatus::OK();
}

IOStatus CrashFs::Truncate(const std::string& path, std::size_t size, const IOOptions&,
                           IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  const auto file = disk_->find(normal(path));
  if (!file) return not_found(path);
  file->bytes.resize(size);
  file->synced = std::min(file->synced, size);
  return IOStatus::OK();
}

IOStatus CrashFs::CreateDir(const std::string& path, const IOOptions&, IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  if (!disk_->directories.insert(normal(path)).second) return IOStatus::IOError(path, "exists");
  return IOStatus::OK();
}

IOStatus CrashFs::CreateDirIfMissing(const std::string& path, const IOOptions&, IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  disk_->directories.insert(normal(path));
  return IOStatus::OK();
}

IOStatus CrashFs::DeleteDir(const std::string& path, const IOOptions&, IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  return disk_->directories.erase(normal(path)) == 1 ? IOStatus::OK() : not_found(path);
}

IOStatus CrashFs::GetFileSize(const std::string& path, const IOOptions&, std::uint64_t* size,
                              IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  const auto file = disk_->find(normal(path));
  if (!file) return not_found(path);
  *size = file->bytes.size();
  return IOStatus::OK();
}

IOStatus CrashFs::GetFileModificationTime(const std::string& path, const IOOptions&,
                                          std::uint64_t* time, IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  *time = 0;
  return disk_->find(normal(path)) ? IOStatus::OK() : not_found(path);
}

IOStatus CrashFs::RenameFile(const std::string& from, const std::string& to, const IOOptions&,
                             IODebugContext*) {
  const std::string source = normal(from);
  const std::lock_guard lock(disk_->mutex);
  auto file = disk_->find(source);
  if (!file) return not_found(from);
  disk_->event(CrashPoint::kAnyChange);
  disk_->change({normal(to), source, std::move(file)});
  return IOStatus::OK();
}

IOStatus CrashFs::LinkFile(const std::string& from, const std::string& to, const IOOptions&,
                           IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  auto file = disk_->find(normal(from));
  if (!file) return not_found(from);
  if (disk_->find(normal(to))) return IOStatus::IOError(to, "exists");
  disk_->event(CrashPoint::kAnyChange);
  disk_->change({normal(to), "", std::move(file)});
  return IOStatus::OK();
}

IOStatus CrashFs::NumFileLinks(const std::string& path, const IOOptions&, std::uint64_t* count,
                               IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  const auto file = disk_->find(normal(path));
  if (!file) return not_found(path);
  *count = static_cast<std::uint64_t>(
      std::count_if(disk_->live.begin(), disk_->live.end(),
                    [&](const auto& entry) { return entry.second == file; }));
  return IOStatus::OK();
}

IOStatus CrashFs::AreFilesSame(const std::string& first, const std::string& second,
                               const IOOptions&, bool* same, IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  const auto file = disk_->find(normal(first));
  if (!file) return not_found(first);
  *same = file == disk_->find(normal(second));
  return IOStatus::OK();
}

IOStatus CrashFs::LockFile(const std::string& path, const IOOptions&, rocksdb::FileLock** lock,
                           IODebugContext*) {
  const std::string name = normal(path);
  const std::lock_guard guard(disk_->mutex);
  if (!disk_->locked.insert(name).second) return IOStatus::IOError(path, "locked already");
  if (!disk_->find(name)) disk_->change({name, "", std::make_shared<File>()});
  *lock = new Lock(name);
  return IOStatus::OK();
}

IOStatus CrashFs::UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) {
  const std::unique_ptr<Lock> owned(static_cast<Lock*>(lock));
  const std::lock_guard guard(disk_->mutex);
  disk_->locked.erase(owned->path);
  return IOStatus::OK();
}

IOStatus CrashFs::GetTestDirectory(const IOOptions&, std::string* path, IODebugContext*) {
  *path = "/test";
  const std::lock_guard lock(disk_->mutex);
  disk_->directories.insert(*path);
  return IOStatus::OK();
}

IOStatus CrashFs::NewLogger(const std::string&, const IOOptions&,
                            std::shared_ptr<rocksdb::Logger>* result, IODebugContext*) {
  *result = std::make_shared<SilentLogger>();
  return IOStatus::OK();
}

IOStatus CrashFs::GetAbsolutePath(const std::string& path, const IOOptions&, std::string* absolute,
                                  IODebugContext*) {
  *absolute = path.starts_with('/') ? path : "/" + path;
  return IOStatus::OK();
}

IOStatus CrashFs::GetFreeSpace(const std::string&, const IOOptions&, std::uint64_t* bytes,
                               IODebugContext*) {
  const std::lock_guard lock(disk_->mutex);
  *bytes = disk_->free_bytes;
  return IOStatus::OK();
}

IOStatus CrashFs::IsDirectory(const std::string& path, const IOOptions&, bool* is_directory,
                              IODebugContext*) {
  const std::string name = normal(path);
  const std::lock_guard lock(disk_->mutex);
  *is_directory = disk_->directories.contains(name);
  return *is_directory || disk_->find(name) ? IOStatus::OK() : not_found(path);
}

}  // namespace tidemark::storage::testing
