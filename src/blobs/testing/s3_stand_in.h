// An S3 service in this process, for tests: as much of one as a blob store asks for, and strict
// where real ones are. Signatures are verified by our own verifier, digests and ETags are made and
// compared, versions and locks are kept, parts below 5 MiB are refused.
//
//   S3StandIn service(clock, {.versions = true, .object_lock = true});
//   http::InProcessTransport transport(service.handler());
//   … "s3://bucket?endpoint=http://s3.test&access-key=AKIDEXAMPLE&secret-key=secret" …
//
// Threads   Any, at once.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "http/listener.h"
#include "wire/sigv4_verify.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::blobs::testing {

class S3StandIn {
 public:
  static constexpr const char* kBucket = "bucket";
  static constexpr const char* kKeyId = "AKIDEXAMPLE";
  static constexpr const char* kSecret = "secret";

  struct Options {
    bool versions = false;
    bool object_lock = false;  // with versions
    bool conditions = true;    // knows If-None-Match
    std::size_t most_keys_a_page = 1000;
  };

  struct Counts {
    int requests = 0;
    int refused_signatures = 0;
    int completed_uploads = 0;
    int aborted_uploads = 0;
  };

  S3StandIn(const Clock& clock, Options options);

  http::Handler handler();

  [[nodiscard]] Counts counts() const;

  // Keys as they lie there, of the newest versions.
  [[nodiscard]] std::vector<std::string> keys() const;

  // Versions and delete markers of all keys together.
  [[nodiscard]] std::size_t versions() const;

  [[nodiscard]] std::size_t open_uploads() const;

  // What somebody does behind the store's back: an object with no metadata of ours.
  void put_foreign(const std::string& key, const std::string& bytes);

  // Flips bits of one byte of the newest version.
  void damage(const std::string& key, std::size_t offset);

  // The next requests to complete an upload are answered 200 with an <Error> in the body.
  void fail_completions(int count);

 private:
  struct Version {
    std::string id{};
    std::string bytes{};
    std::string etag{};
    std::vector<std::pair<std::string, std::string>> metadata{};
    bool marker = false;
    std::optional<Timestamp> locked_until{};
  };

  struct Upload {
    std::string key{};
    Version version{};                                           // its metadata and lock
    std::map<int, std::pair<std::string, std::string>> parts{};  // ETag, bytes
  };

  struct Asked;  // a request, taken apart

  http::Response answer(const http::Request& request);
  http::Response on_bucket(const Asked& asked) const;
  http::Response on_object(const Asked& asked);
  http::Response list(const Asked& asked) const;
  http::Response list_versions(const Asked& asked) const;
  http::Response put(const Asked& asked);
  http::Response get(const Asked& asked) const;
  http::Response remove(const Asked& asked);
  http::Response retain(const Asked& asked);
  http::Response begin_upload(const Asked& asked);
  http::Response put_part(const Asked& asked);
  http::Response complete(const Asked& asked);
  http::Response store(const std::string& key, Version version);
  [[nodiscard]] const Version* newest(const std::string& key) const;

  const Clock& clock_;
  const Options options_;
  wire::Verifier verifier_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Version>> objects_;  // newest last
  std::map<std::string, Upload> uploads_;
  Counts counts_;
  int next_id_ = 1;
  int failing_completions_ = 0;
};

}  // namespace tidemark::blobs::testing
