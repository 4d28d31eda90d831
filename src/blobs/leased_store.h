// A blob store that is written only while a lease is held: reads go through, the rest is kDenied
// and names the engine that writes.
//
//   LeasedStore store(*directory, lease);
//
// Threads   Any, at once.
#pragma once

#include "blobs/lease.h"

#include <atomic>

namespace tidemark::blobs {

class LeasedStore final : public BlobStore {
 public:
  // Both outlive it.
  LeasedStore(BlobStore& store, const Lease& lease) : store_(store), lease_(lease) {}

  using BlobStore::get;
  using BlobStore::put;

  Status put(std::string_view name, std::string_view bytes,
             std::optional<Timestamp> locked_until) override {
    TM_TRY_STATUS(may_write(name));
    return store_.put(name, bytes, locked_until);
  }

  Status put_new(std::string_view name, std::string_view bytes) override {
    TM_TRY_STATUS(may_write(name));
    return store_.put_new(name, bytes);
  }

  Result<std::string> get(std::string_view name, BlobRange range) override {
    return store_.get(name, range);
  }

  Result<std::optional<BlobInfo>> find(std::string_view name) override { return store_.find(name); }

  Result<BlobPage> list(std::string_view prefix, std::string_view after,
                        std::size_t limit) override {
    return store_.list(prefix, after, limit);
  }

  // What is not there needs no lease.
  Status remove(std::string_view name) override;

  Status lock(std::string_view name, Timestamp until) override {
    TM_TRY_STATUS(may_write(name));
    return store_.lock(name, until);
  }

  // While held back it is only read, lease or not: whoever takes over from another has to look
  // first at what that one wrote.
  void hold_back(bool held_back) { held_back_ = held_back; }

  [[nodiscard]] bool locks() const override { return store_.locks(); }

  [[nodiscard]] std::string describe() const override { return store_.describe(); }

 private:
  [[nodiscard]] Status may_write(std::string_view name) const;

  BlobStore& store_;
  const Lease& lease_;
  std::atomic<bool> held_back_ = false;
};

}  // namespace tidemark::blobs
