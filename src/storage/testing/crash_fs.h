// A file system in memory under RocksDB that forgets, at a crash, what was not synced.
//
//   auto disk = CrashFs::empty();
//   disk->arm({CrashPoint::kWalSync, 3, seed});       // the plug is pulled at the third log sync
//   ... run a store on it, destroy the store ...
//   disk = disk->after_crash(seed);                   // what the next start finds
//
// A file keeps its bytes up to its last sync, and a random part of what was written after it. A
// creation, link, rename or removal of a name holds once its directory was synced; of those that
// were not, a random number of the oldest hold, as with a journalling file system. A crash is a
// copy: the dying store goes on with the old disk and notices nothing, and the next one gets the
// copy. Directories themselves are durable at once; a range sync counts as none.
//
// Threads   All members may be called from any thread at once.
#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tidemark::storage::testing {

// Where the plug is pulled: just before the `nth` (from 1) event of a kind takes effect.
struct CrashPoint {
  enum Kind : std::uint8_t {
    kWalAppend,
    kWalSync,
    kDirectorySync,
    kAnyChange,  // every append, sync, creation, link, rename and removal
  };

  Kind kind = kAnyChange;
  std::uint64_t nth = 1;
  std::uint64_t seed = 0;  // of what survives
};

class CrashFs final : public rocksdb::FileSystem {
 public:
  static std::shared_ptr<CrashFs> empty();

  // Pulls the plug at the point; replaces a point armed before.
  void arm(const CrashPoint& point);

  // Pulls the plug now, unless it was already.
  void crash_now(std::uint64_t seed);

  // What was told to anybody after this turned true was never told.
  [[nodiscard]] bool crashed() const;

  // The disk as the next start finds it; crashes now if it did not yet.
  std::shared_ptr<CrashFs> after_crash(std::uint64_t seed);

  // What GetFreeSpace reports from now on.
  void set_free_space(std::uint64_t bytes);

  // From now on every sync of a log file fails.
  void fail_log_syncs(bool fail);

  // Full paths of all files, sorted.
  [[nodiscard]] std::vector<std::string> files() const;

  [[nodiscard]] const char* Name() const override { return "CrashFs"; }

  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  // An overwrite in place survives any crash at once: the strictest case for whoever writes a
  // note that must never be ahead of the log.
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus FileExists(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& path, const rocksdb::IOOptions& options,
                                std::vector<std::string>* result,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& path, std::size_t size,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const rocksdb::IOOptions& options,
                                std::uint64_t* size, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileModificationTime(const std::string& path,
                                            const rocksdb::IOOptions& options, std::uint64_t* time,
                                            rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NumFileLinks(const std::string& path, const rocksdb::IOOptions& options,
                                 std::uint64_t* count, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus AreFilesSame(const std::string& first, const std::string& second,
                                 const rocksdb::IOOptions& options, bool* same,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LockFile(const std::string& path, const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetTestDirectory(const rocksdb::IOOptions& options, std::string* path,
                                     rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewLogger(const std::string& path, const rocksdb::IOOptions& options,
                              std::shared_ptr<rocksdb::Logger>* result,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetAbsolutePath(const std::string& path, const rocksdb::IOOptions& options,
                                    std::string* absolute, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 std::uint64_t* bytes, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus IsDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                bool* is_directory, rocksdb::IODebugContext* debug) override;

  struct Disk;

 private:
  explicit CrashFs(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}

  // Shared with open files, which RocksDB may close after the file system.
  std::shared_ptr<Disk> disk_;
};

}  // namespace tidemark::storage::testing
