#include "blobs/s3_client.h"

#include "codec/uri.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>

namespace tidemark::blobs {
namespace {

// Worth another attempt: was nothing done, or does nobody know?
enum class Again : std::uint8_t { kNo, kNothingDone, kMaybeDone };

// For 256 MiB at 2 MiB a second.
constexpr std::chrono::seconds kTimeout{128};

constexpr std::array<std::string_view, 7> kNothingDoneCodes{
    "SlowDown",         "ServiceUnavailable",         "Throttling",      "RequestLimitExceeded",
    "OperationAborted", "ConditionalRequestConflict", "TooManyRequests",
};

// A body that was damaged on the way in is refused by its digest: the next copy may arrive whole.
constexpr std::array<std::string_view, 4> kDamagedOnTheWay{
    "BadDigest", "IncompleteBody", "RequestTimeout", "XAmzContentSHA256Mismatch"};

bool is_one_of(std::span<const std::string_view> codes, std::string_view code) {
  return std::ranges::find(codes, code) != codes.end();
}

Again again_after(const S3Reply& reply) {
  if (reply.good()) return Again::kNo;
  const int status = reply.response.status;
  if (status == 429 || status == 503) return Again::kNothingDone;
  if (is_one_of(kNothingDoneCodes, reply.problem.code)) return Again::kNothingDone;
  if (is_one_of(kDamagedOnTheWay, reply.problem.code)) return Again::kNothingDone;
  if (status == 500 || status == 502 || status == 504 || status == 408) return Again::kMaybeDone;
  return reply.problem.code == "InternalError" ? Again::kMaybeDone : Again::kNo;
}

Again again_after(const Error& error) {
  if (error.code == Code::kBusy) return Again::kNothingDone;
  return error.code == Code::kUnknown ? Again::kMaybeDone : Again::kNo;
}

// A status of 200 may hold an <Error>: the service began to answer before it knew.
void read_status(S3Reply& reply) {
  if (reply.good() && !is_problem(reply.response.body)) return;
  reply.problem = read_problem(reply.response.body);
  if (reply.good()) reply.response.status = 500;
}

bool only_reads(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

std::string text_of(const S3Reply& reply) {
  const S3Problem& problem = reply.problem;
  if (problem.code.empty()) return fmt::format("status {}", reply.response.status);
  return fmt::format("status {}, {}: {}", reply.response.status, problem.code, problem.message);
}

Code code_of(const S3Reply& reply) {
  const std::string_view code = reply.problem.code;
  // A bucket that is not there must never read as a blob that is not there.
  if (code == "NoSuchBucket") return Code::kDenied;
  switch (reply.response.status) {
    case 401:
    case 403: return Code::kDenied;
    case 404: return Code::kNotFound;
    case 409:
    case 412: return Code::kConflict;
    default: return reply.response.status >= 500 ? Code::kBusy : Code::kInvalid;
  }
}

// What a person can do about it.
std::string_view advice(std::string_view code) {
  if (code == "RequestTimeTooSkewed") return "; this machine's clock and the service's differ";
  if (code == "SignatureDoesNotMatch") return "; the secret key is not the service's";
  if (code == "InvalidAccessKeyId") return "; the service does not know the access key";
  if (code == "PermanentRedirect" || code == "AuthorizationHeaderMalformed") {
    return "; the bucket lies in another region: name it with the option region";
  }
  return "";
}

}  // namespace

struct S3Client::Outcome {
  Result<S3Reply> result;
  Again again = Again::kNo;

  [[nodiscard]] std::string text() const {
    return result ? text_of(result.value()) : result.error().message;
  }
};

S3Client::Outcome S3Client::attempt(const S3Request& request) const {
  auto sent = seams_.transport.send(signed_request(request));
  if (!sent) return {sent.error(), again_after(sent.error())};
  S3Reply reply{.response = std::move(sent).value()};
  // A blob may itself be a text that looks like an error.
  if (!only_reads(request.method) || !reply.good()) read_status(reply);
  if (reply.good() && request.check) {
    if (Status checked = request.check(reply.response); !checked) {
      const bool damaged = checked.error().code == Code::kCorrupt;
      return {std::move(checked).error(), damaged ? Again::kMaybeDone : Again::kNo};
    }
  }
  const Again again = again_after(reply);
  return {std::move(reply), again};
}

Result<S3Reply> S3Client::call(const S3Request& request) const {
  const auto begun = seams_.real_clock.since_boot();
  bool maybe_done = false;
  for (int attempts = 1;; ++attempts) {
    Outcome outcome = attempt(request);
    if (outcome.again == Again::kNo) {
      if (outcome.result) outcome.result.value().maybe_done = maybe_done;
      return std::move(outcome.result);
    }
    maybe_done = maybe_done || outcome.again == Again::kMaybeDone;
    const bool out_of_time = seams_.real_clock.since_boot() - begun > patience_.at_most;
    if (attempts >= patience_.attempts || out_of_time ||
        !seams_.wait(pause_after(attempts, patience_, seams_.random))) {
      return given_up(request, outcome, attempts, maybe_done);
    }
  }
}

Error S3Client::given_up(const S3Request& request, const Outcome& outcome, int attempts,
                         bool maybe_done) const {
  Code code = maybe_done && !only_reads(request.method) ? Code::kUnknown : Code::kBusy;
  if (!outcome.result && outcome.result.error().code == Code::kCorrupt) code = Code::kCorrupt;
  return fail(code, fmt::format("bucket {}: {} of {} given up after {} {}: {}", place_.describe(),
                                request.method, request.key.empty() ? "the bucket" : request.key,
                                attempts, attempts == 1 ? "attempt" : "attempts", outcome.text()));
}

Error S3Client::refused(const S3Reply& reply, std::string_view doing, std::string_view what) const {
  return fail(code_of(reply), fmt::format("bucket {}: {} {}: {}{}", place_.describe(), doing, what,
                                          text_of(reply), advice(reply.problem.code)));
}

http::Outgoing S3Client::signed_request(const S3Request& request) const {
  http::Outgoing outgoing{.method = request.method,
                          .url = url_of(request),
                          .body = std::string(request.body),
                          .timeout = kTimeout};
  for (const auto& [name, value] : request.headers) outgoing.headers.add(name, value);
  wire::sign(outgoing, place_.credentials, {.region = place_.region, .service = "s3"},
             seams_.real_clock.now());
  return outgoing;
}

std::string S3Client::url_of(const S3Request& request) const {
  std::string scheme = "https";
  std::string host = fmt::format("s3.{}.amazonaws.com", place_.region);
  if (!place_.endpoint.empty()) {
    const std::size_t end = place_.endpoint.find("://");
    scheme = place_.endpoint.substr(0, end);
    host = place_.endpoint.substr(end + 3);
  }
  std::string url = place_.path_style ? fmt::format("{}://{}/{}", scheme, host, place_.bucket)
                                      : fmt::format("{}://{}.{}", scheme, place_.bucket, host);
  if (!request.key.empty()) {
    url += "/" + codec::percent_encode(request.key, true);
  } else if (!place_.path_style) {
    url += "/";
  }
  char before = '?';
  for (const auto& [name, value] : request.query) {
    url +=
        fmt::format("{}{}={}", before, codec::percent_encode(name), codec::percent_encode(value));
    before = '&';
  }
  return url;
}

}  // namespace tidemark::blobs
