#include "server/front_door.h"

#include "wire/content_coding.h"
#include "wire/json_protocol.h"
#include "wire/sigv4_canonical.h"

#include <algorithm>

namespace tidemark::server {
namespace {

constexpr std::string_view kExtras = "/_tidemark/";
constexpr std::string_view kOwnHeaders = "x-tidemark-";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kJson11 = "application/x-amz-json-1.1";
constexpr std::string_view kXml = "text/xml";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::string_view kGlobalRegion = "us-east-1";
constexpr std::size_t kMaxExtrasBytes = 1u << 20;
// Hashing and reading more than this would hold up the other connections of a thread.
constexpr std::size_t kLargeBodyBytes = 64 * 1024;

Answered refused(std::string_view name, std::string_view message) {
  return {wire::status_of(name), wire::error_body(name, message), wire::kJson10};
}

Answered answered(api::Reply reply) {
  // Its content type is a text of ours, and the door keeps views.
  const bool xml = reply.content_type.starts_with("text/xml");
  return {.status = reply.status,
          .body = std::move(reply.body),
          .content_type = xml                             ? kXml
                          : reply.content_type == kJson11 ? kJson11
                                                          : kJson,
          .error_type = std::move(reply.error_type)};
}

Answered refused(const wire::Verification& failed) {
  const wire::Rejection rejection = wire::rejection_of(failed);
  return refused(rejection.name, rejection.message);
}

// "application/json" of "application/json; charset=utf-8".
std::string_view content_type_of(const http::Request& request) {
  const std::string_view sent = request.headers.find("Content-Type").value_or("");
  std::string_view type = sent.substr(0, sent.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

bool has_content_type_of_json(const http::Request& request) {
  const std::string_view type = content_type_of(request);
  return http::equal_ignoring_case(type, kJson) || http::equal_ignoring_case(type, wire::kJson10);
}

// Puts the unpacked body in place of the packed one; a refusal when it cannot be had.
std::optional<Answered> unpack(std::string& body, std::size_t max_bytes) {
  auto unpacked = wire::unpacked(body, max_bytes);
  if (unpacked) {
    body = std::move(unpacked).value();
    return std::nullopt;
  }
  if (unpacked.error().code == Code::kLimit) {
    return Answered{413,
                    wire::error_body("RequestEntityTooLargeException", unpacked.error().message),
                    wire::kJson10};
  }
  // AWS's own answer to a damaged body, as dynalite's suite saw it.
  return refused("InternalServerError", unpacked.error().message);
}

// The service that the signature is scoped to; empty when there is none to be seen.
std::string_view scoped_service(const http::Request& request) {
  const std::string_view sent = request.headers.find("Authorization").value_or("");
  const std::size_t at = sent.find("Credential=");
  if (at == sent.npos) return {};
  const std::string_view scope = sent.substr(at + 11, sent.find(',', at) - at - 11);
  const auto parts = wire::split(scope, "/");
  return parts.size() == 5 ? parts[3] : std::string_view();
}

// The value of a form's field whose name and value need no decoding.
std::string_view plain_field(std::string_view form, std::string_view name) {
  for (const std::string_view field : wire::split(form, "&")) {
    if (field.size() > name.size() && field.starts_with(name) && field[name.size()] == '=') {
      return field.substr(name.size() + 1);
    }
  }
  return {};
}

// "/@20261120T140500Z", also with a slash behind it, as SDKs add one.
std::optional<std::string> instant_in(std::string_view path) {
  for (const std::string_view mark : {"/@", "/%40"}) {
    if (!path.starts_with(mark)) continue;
    path.remove_prefix(mark.size());
    if (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path);
  }
  return std::nullopt;
}

// Where each header of ours goes in a call.
std::optional<std::string>* place_of(api::Call& call, std::string_view lower_name) {
  if (lower_name == "x-tidemark-as-of") return &call.as_of;
  if (lower_name == "x-tidemark-deleted-tables") return &call.deleted_tables;
  if (lower_name == "x-tidemark-recovery-period-days") return &call.recovery_period_days;
  return nullptr;
}

// Reads our own headers; a refusal when one is unknown, repeated or, with signatures on, unsigned.
std::optional<Answered> read_own_headers(const http::Request& request,
                                         const std::vector<std::string>* signed_names,
                                         api::Call& call) {
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const auto field = request.headers.at(i);
    if (!http::equal_ignoring_case(field.name.substr(0, kOwnHeaders.size()), kOwnHeaders)) continue;
    const std::string name = wire::lower_case(field.name);
    if (signed_names != nullptr && std::ranges::find(*signed_names, name) == signed_names->end()) {
      return refused("InvalidSignatureException",
                     fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", name));
    }
    std::optional<std::string>* place = place_of(call, name);
    if (place == nullptr) {
      return refused("ValidationException", fmt::format("Header {} is not known here", name));
    }
    if (*place) {
      return refused("ValidationException", fmt::format("Header {} is stated twice", name));
    }
    *place = std::string(field.value);
  }
  return std::nullopt;
}

// A page of another site must not reach what only this machine's owner should.
bool is_foreign(const http::Request& request) {
  const auto origin = request.headers.find("Origin");
  if (!origin) return false;
  const auto scheme_end = origin->find("://");
  if (scheme_end == origin->npos) return true;  // "null"
  return !http::equal_ignoring_case(origin->substr(scheme_end + 3),
                                    request.headers.find("Host").value_or(""));
}

bool is_signed(const http::Request& request) {
  return request.headers.find("Authorization").has_value() ||
         request.target.find("X-Amz-Algorithm") != std::string::npos;
}

// "127.0.0.1:50000", "[::1]:50000"
bool is_local(std::string_view peer) {
  return peer.starts_with("127.") || peer.starts_with("[::1]");
}

// "127.0.0.1" of "127.0.0.1:50000", "::1" of "[::1]:50000"
std::string address_of(std::string_view peer) {
  std::string_view address = peer.substr(0, peer.rfind(':'));
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  return std::string(address);
}

void set_origin(api::Call& call, const http::Request& request, bool secure) {
  call.source_ip = address_of(request.peer);
  call.secure = secure;
}

// Who signed; root's calls carry nothing of it.
void set_caller(api::Call& call, const wire::Verified& verified, const http::Request& request,
                bool secure) {
  call.account = verified.account;
  call.region = verified.region;
  if (verified.principal.empty()) return;
  call.principal = verified.principal;
  call.access_key = verified.key_id;
  set_origin(call, request, secure);
}

Answered refused_extras(int status, std::string_view name, std::string_view message) {
  return {status, wire::error_body(name, message), wire::kJson10};
}

}  // namespace

bool takes_long(const http::Request& request) {
  return request.body.size() > kLargeBodyBytes || wire::is_packed(request.headers);
}

bool is_extras_path(std::string_view target) {
  return target.starts_with(kExtras);
}

std::string_view answered_type(const http::Request& request) {
  return http::equal_ignoring_case(content_type_of(request), wire::kJson10) ? wire::kJson10 : kJson;
}

std::size_t FrontDoor::body_limit(const http::Request& head) const {
  if (is_extras_path(head.target)) return kMaxExtrasBytes;
  if (const Service* const other = other_service_of(head)) return other->max_body_bytes;
  const auto target = wire::parse_target(head.headers.find("X-Amz-Target").value_or(""));
  for (const Service& service : handlers_.services) {
    if (target && target->prefix == service.target_prefix) return service.max_body_bytes;
  }
  return handlers_.services.front().max_body_bytes;
}

Admission FrontDoor::admit(http::Request& request, Timestamp now) const {
  const std::string& target = request.target;
  const std::string_view path = wire::split_target(target).path;
  if (is_extras_path(target)) return admit_extras(request, path, now);
  if (request.method == "OPTIONS" && request.headers.find("Origin")) {
    return Answered{.preflight = true};
  }
  if (const Service* const other = other_service_of(request)) {
    return admit_other(*other, request, now);
  }
  if (request.method == "GET" && path == "/") {
    return Answered{.body = fmt::format("healthy: {}.{}.amazonaws.com ",
                                        handlers_.services.front().signing_name,
                                        options_.regions.front())};
  }
  // Who sends no body need not say of what type it is.
  const bool readable = request.body.empty() || has_content_type_of_json(request);
  if (request.method != "POST" || !readable) {
    return Answered{.status = 404, .body = "<UnknownOperationException/>\n"};
  }
  const bool empty = request.body.empty();
  Admission admission = admit_call(request, path, now);
  if (empty) {
    // Only now: target and signature come before a body that is missing.
    const bool admitted = std::holds_alternative<AdmittedCall>(admission);
    return admitted ? refused("SerializationException", "") : std::move(admission);
  }
  // AWS reads the body before target and signature. Reading it twice would cost every good request,
  // so the order is kept by looking only when another refusal is due. What is packed stays so for
  // strangers.
  if (std::holds_alternative<Answered>(admission) && !wire::is_packed(request.headers) &&
      !wire::is_json(request.body)) {
    return refused("SerializationException", "");
  }
  return admission;
}

// A service that is not DynamoDB's: its protocol has its own door.
const Service* FrontDoor::other_service_of(const http::Request& request) const {
  const auto target = wire::parse_target(request.headers.find("X-Amz-Target").value_or(""));
  const std::string_view scope = target ? std::string_view() : scoped_service(request);
  const bool form =
      !target && scope.empty() && http::equal_ignoring_case(content_type_of(request), kForm);
  const std::string_view version = form ? plain_field(request.body, "Version") : "";
  for (const Service& service : handlers_.services) {
    switch (service.protocol) {
      case Protocol::kDynamoDb: break;
      case Protocol::kTarget:
        if (target && target->prefix == service.target_prefix) return &service;
        break;
      case Protocol::kRest:
        if (scope == service.signing_name) return &service;
        break;
      case Protocol::kQuery:
        if (scope == service.signing_name) return &service;
        if (!version.empty() && version == service.version) return &service;
        break;
    }
  }
  return nullptr;
}

Admission FrontDoor::admit_other(const Service& service, http::Request& request,
                                 Timestamp now) const {
  const wire::TargetParts target = wire::split_target(request.target);
  std::vector<std::string> regions;
  wire::VerifyOptions verify = verify_options(service.signing_name);
  if (service.global) {
    regions = options_.regions;
    regions.emplace_back(kGlobalRegion);
    verify.regions = regions;
  }
  const wire::Verification outcome = verifier_.verify(request, now, verify);
  const auto* verified = std::get_if<wire::Verified>(&outcome);
  if (verified == nullptr) {
    const wire::Rejection rejection = wire::rejection_of(outcome);
    return answered(service.refuse(rejection.name, rejection.message));
  }
  AdmittedCall admitted{.service = &service};
  api::Call& call = admitted.call;
  set_caller(call, *verified, request, is_secure());
  set_origin(call, request, is_secure());
  call.method = request.method;
  call.path = std::string(target.path);
  call.query = std::string(target.query);
  if (const auto named = wire::parse_target(request.headers.find("X-Amz-Target").value_or(""))) {
    call.operation = named->operation;
  }
  if (wire::is_packed(request.headers)) {
    auto unpacked = wire::unpacked(request.body, service.max_body_bytes);
    if (!unpacked) {
      return answered(service.refuse("SerializationException", unpacked.error().message));
    }
    request.body = std::move(unpacked).value();
  }
  call.body = std::move(request.body);
  if (service.operation_of) call.operation = service.operation_of(call);
  return admitted;
}

const Service* FrontDoor::service_of(const http::Request& request,
                                     std::string_view& operation) const {
  const auto target = wire::parse_target(request.headers.find("X-Amz-Target").value_or(""));
  if (!target) return nullptr;
  for (const Service& service : handlers_.services) {
    if (target->prefix != service.target_prefix || !service.knows(target->operation)) continue;
    operation = target->operation;
    return &service;
  }
  return nullptr;
}

wire::VerifyOptions FrontDoor::verify_options(std::string_view signing_name) const {
  return {.service = signing_name,
          .regions = options_.regions,
          .check_signature = options_.check_signatures,
          .account_without_keys = options_.account};
}

Admission FrontDoor::admit_call(http::Request& request, std::string_view path,
                                Timestamp now) const {
  std::string_view operation;
  const Service* service = service_of(request, operation);
  if (service == nullptr) return refused("UnknownOperationException", "");
  const wire::Verification outcome =
      verifier_.verify(request, now, verify_options(service->signing_name));
  const auto* verified = std::get_if<wire::Verified>(&outcome);
  if (verified == nullptr) return refused(outcome);
  AdmittedCall admitted{.service = service};
  api::Call& call = admitted.call;
  const auto* signed_names = options_.check_signatures ? &verified->signed_headers : nullptr;
  if (auto no = read_own_headers(request, signed_names, call)) return *no;
  if (auto instant = instant_in(path)) {
    if (call.as_of) {
      return refused("ValidationException",
                     "The instant is stated by the path and by header x-tidemark-as-of");
    }
    call.as_of = std::move(instant);
  }
  set_caller(call, *verified, request, is_secure());
  call.operation = operation;
  if (wire::is_packed(request.headers)) {
    if (auto no = unpack(request.body, service->max_body_bytes)) return *no;
  }
  call.body = std::move(request.body);
  return admitted;
}

// Everybody sees counts; names of tables only who has a key, or sits on this machine.
Admission FrontDoor::admit_metrics(const http::Request& request, Timestamp now) const {
  if (options_.name_tables_in_metrics || is_local(request.peer)) return MetricsWanted{true};
  if (!is_signed(request)) return MetricsWanted{false};
  const wire::Verification outcome =
      verifier_.verify(request, now, verify_options(handlers_.services.front().signing_name));
  // A user may not be allowed to list tables.
  if (const auto* who = std::get_if<wire::Verified>(&outcome)) {
    return MetricsWanted{who->principal.empty()};
  }
  const wire::Rejection rejection = wire::rejection_of(outcome);
  return refused_extras(403, rejection.name, rejection.message);
}

Admission FrontDoor::admit_extras(http::Request& request, std::string_view path,
                                  Timestamp now) const {
  if (is_foreign(request)) {
    return refused_extras(403, "AccessDeniedException",
                          "Requests from pages of another origin are refused");
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && path == "/_tidemark/health") {
    return Answered{.body = "{\"status\":\"ok\"}", .content_type = "application/json"};
  }
  if (reads && path == "/_tidemark/metrics") return admit_metrics(request, now);
  const bool is_public = reads && handlers_.extras.is_public && handlers_.extras.is_public(path);
  const bool has_signature = is_signed(request);
  AdmittedExtras admitted{{.method = request.method,
                           .path = std::string(path),
                           .query = std::string(wire::split_target(request.target).query)}};
  if (has_signature || (options_.check_signatures && !is_public)) {
    const wire::Verification outcome =
        verifier_.verify(request, now, verify_options(handlers_.services.front().signing_name));
    const auto* verified = std::get_if<wire::Verified>(&outcome);
    if (verified == nullptr) {
      const wire::Rejection rejection = wire::rejection_of(outcome);
      return refused_extras(403, rejection.name, rejection.message);
    }
    if (!verified->principal.empty()) {
      return refused_extras(403, "AccessDeniedException",
                            fmt::format("User: {} is not authorized to use {}: only keys of the "
                                        "account's root are",
                                        verified->principal, path));
    }
    admitted.request.account = verified->account;
    admitted.request.region = verified->region;
  } else if (!options_.check_signatures) {
    admitted.request.account = options_.account;
    admitted.request.region = options_.regions.front();
  }
  admitted.request.body = std::move(request.body);
  return admitted;
}

}  // namespace tidemark::server
