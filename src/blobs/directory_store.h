// Blobs as files of one directory, the name's parts as its folders.
//
//   TM_TRY(const auto store, DirectoryStore::open("/var/lib/tidemark/vaults"));
//
// A blob is written beside, in `~new/`, synced, and then named: a reader and a crash see all of it
// or nothing. put_new names by link(2), which refuses a name that is taken. Several processes may
// have the directory open at once, on one machine or over NFS.
//
// Since names are paths, a blob's name cannot be another's folder: "a" beside "a/b" is kInvalid.
//
// Threads   Any, at once.
// Durable   File and folder are synced before a put or a remove answers.
// Errors    Those of BlobStore; a full disk is kBusy.
// Format    docs/formats/blob_store.md
#pragma once

#include "blobs/blob_store.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <set>

namespace tidemark::blobs {

class DirectoryStore final : public BlobStore {
 public:
  // Makes the directory when only it is missing, not what lies above it: a disk that is not
  // mounted is an error, not an empty store. Clears what crashes left in `~new/` if no other
  // process has the directory open.
  //
  // Errors: kInvalid  it cannot be a directory; kDenied: not ours to use; kUnknown: the disk failed
  static Result<std::unique_ptr<DirectoryStore>> open(const std::string& path);

  ~DirectoryStore() override;

  using BlobStore::get;
  using BlobStore::put;

  Status put(std::string_view name, std::string_view bytes,
             std::optional<Timestamp> locked_until) override;
  Status put_new(std::string_view name, std::string_view bytes) override;
  Result<std::string> get(std::string_view name, BlobRange range) override;
  Result<std::optional<BlobInfo>> find(std::string_view name) override;
  Result<BlobPage> list(std::string_view prefix, std::string_view after,
                        std::size_t limit) override;
  Status remove(std::string_view name) override;
  Status lock(std::string_view name, Timestamp until) override;

  [[nodiscard]] bool locks() const override { return false; }

  [[nodiscard]] std::string describe() const override;

 private:
  enum class Naming : std::uint8_t { kReplace, kOnlyNew };

  DirectoryStore(std::string root, int in_use) : root_(std::move(root)), in_use_(in_use) {}

  Status write(std::string_view name, std::string_view bytes, Naming naming);
  [[nodiscard]] Error no_locks(std::string_view name) const;
  Result<std::string> write_beside(std::string_view name, std::string_view bytes);
  Status give_name(const std::string& beside, std::string_view name, Naming naming);
  Status make_folder_of(std::string_view name);
  void forget_folders_of(std::string_view name);
  void remove_empty_folders_of(std::string_view name);
  [[nodiscard]] std::string path_of(std::string_view name) const;
  [[nodiscard]] Error failure(std::string_view doing, std::string_view name) const;

  const std::string root_;
  const int in_use_;  // a file in ~new/, held with a shared lock
  std::atomic<std::uint64_t> next_beside_{0};
  std::mutex folders_mutex_;                    // for making and removing folders
  std::set<std::string, std::less<>> folders_;  // known to be on disk, by name
};

}  // namespace tidemark::blobs
