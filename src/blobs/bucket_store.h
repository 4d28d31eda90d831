// Blobs as objects of a bucket, of Amazon S3 or any service that speaks its protocol.
//
//   TM_TRY(const auto store, BucketStore::open(place, {transport, real_clock, random, wait}));
//
// Every object carries checksums of its pieces (chunk_sums.h), so that any read is checked; what
// does not fit is asked for again. What was put is checked by the ETag where that is an MD5. Blobs
// above 16 MiB go up in parts; an upload that fails is aborted. Requests that a service
// throttles, fails or loses are repeated (s3_client.h).
//
// put_new is `If-None-Match: *`. Whether the service honours it is tried once, on an object of our
// own; where it does not, put_new looks first and then puts, says so in the log once, and
// exclusive() is false: of two at the same moment both may succeed.
//
// With versions kept, removing or replacing a blob removes its older versions too. locks() where
// the bucket has Object Lock (place.object_lock may turn it off): a locked blob is neither removed
// nor replaced through this store, and its bytes through no other door.
//
// Threads   Any, at once.
// Durable   As the service is once it has answered.
// Errors    Those of BlobStore. A bucket that is not there is kDenied, never an absent blob.
// Format    docs/formats/blob_store.md
#pragma once

#include "blobs/blob_store.h"
#include "blobs/bucket_abilities.h"
#include "blobs/bucket_object.h"
#include "blobs/s3_client.h"

#include <memory>
#include <mutex>

namespace tidemark::blobs {

class BucketStore final : public BlobStore {
 public:
  // Asks the bucket what it can. A service that cannot be reached now is asked again later.
  //
  // Errors: kInvalid  no credentials; Object Lock asked for by name that the bucket has not
  //         kDenied   the bucket is not there, or refuses us
  static Result<std::unique_ptr<BucketStore>> open(BucketPlace place, S3Seams seams,
                                                   Patience patience = {});

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
  [[nodiscard]] bool locks() const override;
  [[nodiscard]] std::string describe() const override;

  // Whether the bucket has answered once.
  [[nodiscard]] bool reached() const;

  // Whether put_new is atomic; true until it was tried.
  [[nodiscard]] bool exclusive() const;

 private:
  struct Put {
    std::string version{};  // that was made; empty where none are kept
    bool repeated = false;  // an earlier attempt may have made another
  };

  BucketStore(BucketPlace place, S3Seams seams, Patience patience)
      : client_(std::move(place), std::move(seams), patience) {}

  // Asked of the service once, and again only while it does not answer.
  Result<BucketAbilities> abilities();
  Result<bool> learn_conditions(const BucketAbilities& can);

  Result<std::optional<ObjectHead>> head(std::string_view name) const;
  Status refuse_if_locked(std::string_view name, const ObjectHead& there) const;
  Result<Put> put_object(std::string_view name, std::string_view bytes,
                         const ObjectLock& lock) const;
  Result<S3Reply> put_whole(std::string_view name, std::string_view bytes,
                            HeaderList headers) const;
  Result<S3Reply> get_object(std::string_view name, std::string range) const;
  Result<std::string> get_behind(std::string_view name, std::uint64_t offset) const;
  [[nodiscard]] std::string key_of(std::string_view name) const;
  [[nodiscard]] Error absent(std::string_view name) const;
  [[nodiscard]] Error taken(std::string_view name) const;
  [[nodiscard]] Error no_locks(std::string_view name) const;

  const S3Client client_;
  mutable std::mutex mutex_;
  std::optional<BucketAbilities> abilities_;
  mutable std::mutex conditions_mutex_;
  std::optional<bool> conditional_;  // whether the service honours If-None-Match
};

}  // namespace tidemark::blobs
