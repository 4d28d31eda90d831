// A real file system with one fault in it: the n-th call of a kind fails.
//
//   auto disk = FaultFs::over_default({FaultFs::kSync, 12});
//   ... run a store on it: the twelfth sync fails, and what it should have kept is gone ...
//
// Threads   All members may be called from any thread at once.
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <memory>

namespace tidemark::storage::testing {

class FaultFs final : public rocksdb::FileSystemWrapper {
 public:
  enum Kind : std::uint8_t {
    kNone,
    kWrite,  // an append, overwrite, creation, rename or removal fails; an append after half of it
    kSync,   // a sync of a file or directory fails, and the kernel forgets what was not synced
    kRead,   // a read at an offset comes short by half, a sequential read fails
    kSpace,  // from here on the disk is full, until make_room()
  };

  struct Plan {
    Kind kind = kNone;
    std::uint64_t nth = 1;
  };

  static std::shared_ptr<FaultFs> over_default(const Plan& plan);

  void make_room();

  // Calls of the plan's kind so far: fewer than `nth` means that the fault never happened.
  [[nodiscard]] std::uint64_t calls() const;
  // The disk is full now.
  [[nodiscard]] bool full() const;

  [[nodiscard]] const char* Name() const override { return "FaultFs"; }

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
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 std::uint64_t* bytes, rocksdb::IODebugContext* debug) override;

  struct Fault;

 private:
  FaultFs(const std::shared_ptr<rocksdb::FileSystem>& below, std::shared_ptr<Fault> fault)
      : FileSystemWrapper(below), fault_(std::move(fault)) {}

  std::shared_ptr<Fault> fault_;  // also of open files
};

}  // namespace tidemark::storage::testing
