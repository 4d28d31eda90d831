// Requests to one bucket of an S3-compatible service: signed, sent, and sent again while that can
// help. What comes back is a reply that a caller can decide on, or an error in the words of
// blob_store.h.
//
//   TM_TRY(const S3Reply reply, client.call({.method = "GET", .key = "a/b"}));
//   if (reply.response.status == 404) …
//   if (!reply.good()) return client.refused(reply, "reading", "a/b");
//
// Sent again, after a pause of exponentially growing bounds with full jitter: throttling (429, 503
// SlowDown), errors of the service (500, 502, 504), timeouts, connections refused or reset, and
// replies that the caller's `check` calls kCorrupt. Not sent again: every other status.
//
// Threads   `call` from any thread at once.
// Errors    kBusy    given up, nothing was done; for GET and HEAD always this one
//           kUnknown given up, and some attempt may have been carried out
//           kCorrupt the last reply failed the check
//           kInvalid the URL or the certificate cannot be used
// Source    Amazon S3 API reference, "Error responses"; aws-contract E.4 and F.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "blobs/patience.h"
#include "blobs/s3_text.h"
#include "blobs/store_url.h"
#include "http/transport.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::blobs {

struct S3Request {
  std::string method{};
  std::string key{};  // empty: the bucket itself
  std::vector<std::pair<std::string, std::string>> query{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string_view body{};
  // Of a reply with a good status: kCorrupt sends the request again.
  std::function<Status(const http::Response&)> check{};
};

struct S3Reply {
  http::Response response{};
  S3Problem problem{};      // of a status that is not good
  bool maybe_done = false;  // an earlier attempt may have been carried out

  [[nodiscard]] bool good() const { return response.status >= 200 && response.status < 300; }
};

// What a client of S3 is built from; all of it outlives the client.
struct S3Seams {
  http::Transport& transport;
  const Clock& real_clock;  // signatures are dated by it, and locks
  Random& random;
  Wait wait;
};

class S3Client {
 public:
  S3Client(BucketPlace place, S3Seams seams, Patience patience)
      : place_(std::move(place)), seams_(std::move(seams)), patience_(patience) {}

  Result<S3Reply> call(const S3Request& request) const;

  // The error for a status that no caller expects.
  [[nodiscard]] Error refused(const S3Reply& reply, std::string_view doing,
                              std::string_view what) const;

  [[nodiscard]] const BucketPlace& place() const { return place_; }

  [[nodiscard]] Timestamp now() const { return seams_.real_clock.now(); }

  [[nodiscard]] Random& random() const { return seams_.random; }

 private:
  struct Outcome;  // of one attempt, and whether another may help

  [[nodiscard]] Outcome attempt(const S3Request& request) const;
  [[nodiscard]] http::Outgoing signed_request(const S3Request& request) const;
  [[nodiscard]] std::string url_of(const S3Request& request) const;
  [[nodiscard]] Error given_up(const S3Request& request, const Outcome& outcome, int attempts,
                               bool maybe_done) const;

  const BucketPlace place_;
  const S3Seams seams_;
  const Patience patience_;
};

}  // namespace tidemark::blobs
