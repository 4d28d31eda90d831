// What AWS's front end does before any operation sees a request: its checks, in its order.
//
//   const Admission admission = door.admit(request, now);
//   if (const auto* call = std::get_if<AdmittedCall>(&admission)) … call->service->dispatch(…) …
//
// Threads   Any, at once.
// Source    aws-contract B.1 #1-#9, as dynalite's suite saw it on real AWS.
#pragma once

#include "server/server.h"
#include "wire/sigv4_verify.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::server {

// Answered at the door: health, CORS pre-flight, or a refusal.
struct Answered {
  int status = 200;
  std::string body{};
  std::string_view content_type{};  // empty: none
  bool preflight = false;
  std::string error_type{};  // as api::Reply::error_type
};

struct AdmittedCall {
  const Service* service = nullptr;
  api::Call call{};  // without request id
};

struct AdmittedExtras {
  ExtrasRequest request{};
};

// GET /_tidemark/metrics: the counts are the server's.
struct MetricsWanted {
  bool names = false;  // the asker may learn what tables are called
};

using Admission = std::variant<Answered, AdmittedCall, AdmittedExtras, MetricsWanted>;

class FrontDoor {
 public:
  FrontDoor(const ServerOptions& options, const Handlers& handlers, wire::KeySource keys)
      : options_(options), handlers_(handlers), verifier_(std::move(keys)) {}

  // Takes the body out of an admitted request.
  [[nodiscard]] Admission admit(http::Request& request, Timestamp now) const;

  // Largest body of a request with this head.
  [[nodiscard]] std::size_t body_limit(const http::Request& head) const;

 private:
  [[nodiscard]] const Service* other_service_of(const http::Request& request) const;
  [[nodiscard]] Admission admit_other(const Service& service, http::Request& request,
                                      Timestamp now) const;
  [[nodiscard]] Admission admit_call(http::Request& request, std::string_view path,
                                     Timestamp now) const;
  [[nodiscard]] Admission admit_extras(http::Request& request, std::string_view path,
                                       Timestamp now) const;
  [[nodiscard]] Admission admit_metrics(const http::Request& request, Timestamp now) const;
  [[nodiscard]] const Service* service_of(const http::Request& request,
                                          std::string_view& operation) const;
  [[nodiscard]] wire::VerifyOptions verify_options(std::string_view signing_name) const;

  [[nodiscard]] bool is_secure() const { return !options_.tls_cert_file.empty(); }

  const ServerOptions& options_;
  const Handlers& handlers_;
  const wire::Verifier verifier_;
};

// Whether reading this request's body takes too long for a connection's thread.
[[nodiscard]] bool takes_long(const http::Request& request);

[[nodiscard]] bool is_extras_path(std::string_view target);

// The content type of the JSON that answers this request: application/x-amz-json-1.0 if the request
// came so, application/json otherwise.
[[nodiscard]] std::string_view answered_type(const http::Request& request);

}  // namespace tidemark::server
