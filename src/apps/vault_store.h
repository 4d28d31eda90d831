// The blob store of one server, opened from `--vault-store`, and the lease by which it is written
// by one server only.
//
//   TM_TRY(const auto store, VaultStore::open(options, real_clock, simulated, random));
//   store->blobs()           // reads always work; writes while we hold the lease
//
// Who holds the lease is renewed by a thread of its own; a store that another server writes is
// taken over once that one is gone. Our name among servers is kept in the data directory
// (VAULT-WRITER), so that a restart goes on at once.
//
// Threads   blobs() from any; stop() wakes whoever waits for a service that does not answer.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "blobs/lease.h"
#include "blobs/leased_store.h"
#include "blobs/store_url.h"
#include "cli/serve_options.h"
#include "http/transport.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tidemark::apps {

class VaultStore {
 public:
  // Errors: kInvalid  the URL, named; Object Lock asked for with a simulated clock
  //         and those of DirectoryStore::open and BucketStore::open
  static Result<std::unique_ptr<VaultStore>> open(const cli::ServeOptions& options,
                                                  const Clock& real_clock, bool simulated,
                                                  Random& random);

  ~VaultStore();  // gives the lease back
  VaultStore(const VaultStore&) = delete;
  VaultStore& operator=(const VaultStore&) = delete;

  [[nodiscard]] blobs::BlobStore& blobs() { return *leased_; }

  // Whether this server writes, or only reads what another writes.
  [[nodiscard]] bool writes() const { return lease_->held(); }

  // For the first lines of a log: where it is, and that it is the engine's own disk, if it is.
  [[nodiscard]] const std::string& about() const { return about_; }

  // Called each time the store is taken over from another server, before the first write: what
  // that one wrote is to be read. Until it succeeds nothing is written.
  void when_taken_over(std::function<Status()> read_it);

  // From now on nobody waits for the store.
  void stop();

 private:
  VaultStore() = default;

  Status open_directory(const std::string& path);
  Status open_bucket(blobs::BucketPlace place, const Clock& real_clock, bool simulated,
                     Random& random);
  void take_lease();
  void note_other_writer();
  void take_over();
  void renew(const std::stop_token& stop);
  bool wait(std::chrono::milliseconds at_most);

  std::mutex mutex_;
  std::condition_variable wakes_;
  bool stopping_ = false;
  std::string about_;
  std::unique_ptr<http::Transport> transport_;
  std::unique_ptr<blobs::BlobStore> store_;
  bool reachable_ = true;
  std::optional<blobs::Lease> lease_;
  std::optional<blobs::LeasedStore> leased_;
  std::string told_of_;  // the other writer that the log names; empty: we write
  std::mutex take_over_mutex_;
  std::function<Status()> when_taken_over_;
  std::jthread renewer_;
};

}  // namespace tidemark::apps
