#include "storage/testing/fault_fs.h"

#include <atomic>
#include <unistd.h>

namespace tidemark::storage::testing {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

struct FaultFs::Fault {
  explicit Fault(const Plan& given) : plan(given) {}

  // Whether the call of this kind that begins now is the one.
  bool strikes(Kind kind) {
    if (kind != plan.kind) return false;
    return ++calls == plan.nth;
  }

  // Of a call that needs room.
  IOStatus write(const std::string& what) {
    if (strikes(kSpace)) full = true;
    if (full) return IOStatus::NoSpace(what, "no space left on device");
    if (strikes(kWrite)) return IOStatus::IOError(what, "input/output error");
    return IOStatus::OK();
  }

  IOStatus sync(const std::string& what) {
    return strikes(kSync) ? IOStatus::IOError(what, "the sync failed") : IOStatus::OK();
  }

  const Plan plan;
  std::atomic<std::uint64_t> calls{0};
  std::atomic<bool> full{false};
};

namespace {

using Fault = FaultFs::Fault;
using FaultPtr = std::shared_ptr<Fault>;

class SequentialFile final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  SequentialFile(std::unique_ptr<rocksdb::FSSequentialFile>&& below, FaultPtr fault)
      : FSSequentialFileOwnerWrapper(std::move(below)), fault_(std::move(fault)) {}

  IOStatus Read(std::size_t count, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    if (fault_->strikes(FaultFs::kRead)) return IOStatus::IOError("a read failed");
    return FSSequentialFileOwnerWrapper::Read(count, options, result, scratch, debug);
  }

 private:
  FaultPtr fault_;
};

class RandomAccessFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  RandomAccessFile(std::unique_ptr<rocksdb::FSRandomAccessFile>&& below, FaultPtr fault)
      : FSRandomAccessFileOwnerWrapper(std::move(below)), fault_(std::move(fault)) {}

  IOStatus Read(std::uint64_t offset, std::size_t count, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    const bool comes_short = fault_->strikes(FaultFs::kRead);
    return FSRandomAccessFileOwnerWrapper::Read(offset, comes_short ? count / 2 : count, options,
                                                result, scratch, debug);
  }

 private:
  FaultPtr fault_;
};

class WritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WritableFile(std::string path, std::unique_ptr<rocksdb::FSWritableFile>&& below, FaultPtr fault)
      : FSWritableFileOwnerWrapper(std::move(below)),
        path_(std::move(path)),
        fault_(std::move(fault)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const IOStatus failed = fault_->write(path_);
    const std::size_t bytes = failed.ok() ? data.size() : data.size() / 2;
    const IOStatus status =
        FSWritableFileOwnerWrapper::Append(Slice(data.data(), bytes), options, debug);
    if (status.ok()) written_ += bytes;
    return failed.ok() ? status : failed;
  }

  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }

  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return synced(options, debug);
  }

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return synced(options, debug);
  }

 private:
  IOStatus synced(const IOOptions& options, IODebugContext* debug) {
    const IOStatus failed = fault_->sync(path_);
    if (!failed.ok()) {
      // What the kernel could not write it drops, and calls the pages clean.
      if (::truncate(path_.c_str(), static_cast<off_t>(synced_)) != 0) return failed;
      return failed;
    }
    IOStatus status = FSWritableFileOwnerWrapper::Sync(options, debug);
    if (status.ok()) synced_ = written_;
    return status;
  }

  std::string path_;
  FaultPtr fault_;
  std::size_t written_ = 0;
  std::size_t synced_ = 0;
};

class RandomRWFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  RandomRWFile(std::string path, std::unique_ptr<rocksdb::FSRandomRWFile>&& below, FaultPtr fault)
      : FSRandomRWFileOwnerWrapper(std::move(below)),
        path_(std::move(path)),
        fault_(std::move(fault)) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    const IOStatus failed = fault_->write(path_);
    if (!failed.ok()) return failed;
    return FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug);
  }

 private:
  std::string path_;
  FaultPtr fault_;
};

class Directory final : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(std::unique_ptr<rocksdb::FSDirectory>&& below, FaultPtr fault)
      : FSDirectoryWrapper(std::move(below)), fault_(std::move(fault)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus failed = fault_->sync("a directory");
    return failed.ok() ? FSDirectoryWrapper::Fsync(options, debug) : failed;
  }

  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& how) override {
    const IOStatus failed = fault_->sync("a directory");
    return failed.ok() ? FSDirectoryWrapper::FsyncWithDirOptions(options, debug, how) : failed;
  }

 private:
  FaultPtr fault_;
};

// Opens below and puts the faulty file around it.
template <class Made, class File, class... Before>
IOStatus wrap(const IOStatus& status, std::unique_ptr<File>* result, const FaultPtr& fault,
              Before... before) {
  if (status.ok()) *result = std::make_unique<Made>(before..., std::move(*result), fault);
  return status;
}

}  // namespace

std::shared_ptr<FaultFs> FaultFs::over_default(const Plan& plan) {
  return std::shared_ptr<FaultFs>(
      new FaultFs(rocksdb::FileSystem::Default(), std::make_shared<Fault>(plan)));
}

void FaultFs::make_room() {
  fault_->full = false;
}

std::uint64_t FaultFs::calls() const {
  return fault_->calls;
}

bool FaultFs::full() const {
  return fault_->full;
}

IOStatus FaultFs::NewSequentialFile(const std::string& path, const FileOptions& options,
                                    std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                    IODebugContext* debug) {
  return wrap<SequentialFile>(target()->NewSequentialFile(path, options, result, debug), result,
                              fault_);
}

IOStatus FaultFs::NewRandomAccessFile(const std::string& path, const FileOptions& options,
                                      std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                      IODebugContext* debug) {
  return wrap<RandomAccessFile>(target()->NewRandomAccessFile(path, options, result, debug), result,
                                fault_);
}

IOStatus FaultFs::NewWritableFile(const std::string& path, const FileOptions& options,
                                  std::unique_ptr<rocksdb::FSWritableFile>* result,
                                  IODebugContext* debug) {
  const IOStatus failed = fault_->write(path);
  if (!failed.ok()) return failed;
  return wrap<WritableFile>(target()->NewWritableFile(path, options, result, debug), result, fault_,
                            path);
}

IOStatus FaultFs::NewRandomRWFile(const std::string& path, const FileOptions& options,
                                  std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                  IODebugContext* debug) {
  return wrap<RandomRWFile>(target()->NewRandomRWFile(path, options, result, debug), result, fault_,
                            path);
}

IOStatus FaultFs::NewDirectory(const std::string& path, const IOOptions& options,
                               std::unique_ptr<rocksdb::FSDirectory>* result,
                               IODebugContext* debug) {
  return wrap<Directory>(target()->NewDirectory(path, options, result, debug), result, fault_);
}

IOStatus FaultFs::RenameFile(const std::string& from, const std::string& to,
                             const IOOptions& options, IODebugContext* debug) {
  const IOStatus failed = fault_->write(to);
  return failed.ok() ? target()->RenameFile(from, to, options, debug) : failed;
}

IOStatus FaultFs::LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                           IODebugContext* debug) {
  const IOStatus failed = fault_->write(to);
  return failed.ok() ? target()->LinkFile(from, to, options, debug) : failed;
}

// Removing needs no room.
IOStatus FaultFs::DeleteFile(const std::string& path, const IOOptions& options,
                             IODebugContext* debug) {
  if (fault_->strikes(kWrite)) return IOStatus::IOError(path, "input/output error");
  return target()->DeleteFile(path, options, debug);
}

IOStatus FaultFs::GetFreeSpace(const std::string& path, const IOOptions& options,
                               std::uint64_t* bytes, IODebugContext* debug) {
  const IOStatus status = target()->GetFreeSpace(path, options, bytes, debug);
  if (fault_->full) *bytes = 0;
  return status;
}

}  // namespace tidemark::storage::testing
