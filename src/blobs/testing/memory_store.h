// A blob store in memory, for tests: what a directory or a bucket does, and doors for damage.
//
//   MemoryStore store;
//   (void)store.put("a/segments/1", bytes);
//   store.damage("a/segments/1", 17, 0x01);    // flips bits of one byte
//   store.fail_next(2);                        // the next two calls answer kBusy
//
// Threads   Any, at once.
#pragma once

#include "blobs/blob_name.h"
#include "blobs/blob_store.h"

#include <fmt/format.h>

#include <map>
#include <mutex>

namespace tidemark::blobs {

class MemoryStore final : public BlobStore {
 public:
  struct Asked {
    std::uint64_t puts = 0;
    std::uint64_t gets = 0;
    std::uint64_t bytes_got = 0;
  };

  using BlobStore::get;
  using BlobStore::put;

  Status put(std::string_view name, std::string_view bytes,
             std::optional<Timestamp> locked_until) override {
    if (locked_until) return fail(Code::kInvalid, fmt::format("{} has no locks", describe()));
    TM_TRY_STATUS(check_blob(name, bytes));
    TM_TRY_STATUS(ready(name));
    const std::scoped_lock lock(mutex_);
    ++asked_.puts;
    blobs_[std::string(name)] = bytes;
    return Ok{};
  }

  Status put_new(std::string_view name, std::string_view bytes) override {
    TM_TRY_STATUS(check_blob(name, bytes));
    TM_TRY_STATUS(ready(name));
    const std::scoped_lock lock(mutex_);
    ++asked_.puts;
    if (!blobs_.emplace(name, bytes).second) {
      return fail(Code::kConflict, fmt::format("{}: {} is there already", describe(), name));
    }
    return Ok{};
  }

  Result<std::string> get(std::string_view name, BlobRange range) override {
    TM_TRY_STATUS(check_name(name));
    TM_TRY_STATUS(ready(name));
    const std::scoped_lock lock(mutex_);
    ++asked_.gets;
    const auto found = blobs_.find(name);
    if (found == blobs_.end()) {
      return fail(Code::kNotFound, fmt::format("{}: there is no {}", describe(), name));
    }
    if (range.offset > found->second.size()) {
      return fail(Code::kInvalid, fmt::format("{}: {} has {} bytes, not {}", describe(), name,
                                              found->second.size(), range.offset));
    }
    std::string piece = found->second.substr(range.offset, range.length);
    asked_.bytes_got += piece.size();
    return piece;
  }

  Result<std::optional<BlobInfo>> find(std::string_view name) override {
    TM_TRY_STATUS(check_name(name));
    TM_TRY_STATUS(ready(name));
    const std::scoped_lock lock(mutex_);
    const auto found = blobs_.find(name);
    if (found == blobs_.end()) return std::optional<BlobInfo>{};
    return std::optional(BlobInfo{found->first, found->second.size()});
  }

  Result<BlobPage> list(std::string_view prefix, std::string_view after,
                        std::size_t limit) override {
    TM_TRY_STATUS(check_prefix(prefix));
    TM_TRY_STATUS(check_prefix(after));
    TM_TRY_STATUS(ready(prefix));
    const std::scoped_lock lock(mutex_);
    BlobPage page;
    for (auto at = after > prefix ? blobs_.upper_bound(after) : blobs_.lower_bound(prefix);
         at != blobs_.end() && at->first.starts_with(prefix); ++at) {
      page.more = page.blobs.size() == limit;
      if (page.more) break;
      page.blobs.push_back({at->first, at->second.size()});
    }
    return page;
  }

  Status remove(std::string_view name) override {
    TM_TRY_STATUS(check_name(name));
    TM_TRY_STATUS(ready(name));
    const std::scoped_lock lock(mutex_);
    if (const auto found = blobs_.find(name); found != blobs_.end()) blobs_.erase(found);
    return Ok{};
  }

  Status lock(std::string_view name, Timestamp) override {
    return fail(Code::kInvalid, fmt::format("{} has no locks; asked for {}", describe(), name));
  }

  [[nodiscard]] bool locks() const override { return false; }

  [[nodiscard]] std::string describe() const override { return "memory"; }

  // What somebody does behind the store's back.
  void damage(std::string_view name, std::size_t offset, unsigned char flip) {
    const std::scoped_lock lock(mutex_);
    char& byte = blobs_.find(name)->second.at(offset);
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ flip);
  }

  [[nodiscard]] std::map<std::string, std::string, std::less<>> all() const {
    const std::scoped_lock lock(mutex_);
    return blobs_;
  }

  void fail_next(int calls) {
    const std::scoped_lock lock(mutex_);
    failing_ = calls;
  }

  [[nodiscard]] Asked asked() const {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }

 private:
  Status ready(std::string_view name) {
    const std::scoped_lock lock(mutex_);
    if (failing_ == 0) return Ok{};
    --failing_;
    return fail(Code::kBusy, fmt::format("{}: told to fail, at {}", describe(), name));
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> blobs_;
  Asked asked_;
  int failing_ = 0;
};

}  // namespace tidemark::blobs
