#include "api/extras/extras.h"

#include "api/dispatch.h"
#include "api/extras/extra.h"
#include "codec/iso8601.h"
#include "codec/uri.h"
#include "services/topics/envelope.h"

#include <vector>

namespace tidemark::api {
namespace {

constexpr std::string_view kRoot = "/_tidemark/";

Result<std::vector<std::string>> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    TM_TRY(std::string segment, codec::percent_decode(path.substr(0, end)));
    segments.push_back(std::move(segment));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

Result<std::map<std::string, std::string>> decoded_query(std::string_view query) {
  std::map<std::string, std::string> decoded;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    TM_TRY(std::string name, codec::percent_decode(pair.substr(0, equals)));
    std::string_view coded = pair.substr(std::min(equals + 1, pair.size()));
    // A share as people type it, "sample=5%".
    const bool share = coded.ends_with('%');
    if (share) coded.remove_suffix(1);
    TM_TRY(std::string value, codec::percent_decode(coded));
    if (share) value += '%';
    decoded[std::move(name)] = std::move(value);
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return decoded;
}

Reply fidelity_extra() {
  return extra_json(fidelity());
}

// The extra that method and path name; null when there is none.
using Extra = Handling (*)(const ExtraRequest&, Engine&);

Extra extra_for(const std::string& method, const std::vector<std::string>& path) {
  const bool get = method == "GET";
  if (path.size() == 1 && path[0] == "deleted-tables" && get) return list_deleted_tables;
  if (path.size() == 2 && path[0] == "deleted-tables" && method == "DELETE") {
    return purge_deleted_table;
  }
  if (path.size() == 1 && path[0] == "clock") {
    return get ? show_clock : method == "POST" ? change_clock : nullptr;
  }
  if (path.size() == 1 && path[0] == "jobs") {
    return get ? show_jobs : method == "POST" ? pause_jobs : nullptr;
  }
  if (path.size() == 1 && path[0] == "events" && get) return list_events;
  if (path.size() == 2 && path[0] == "topics" && get) {
    if (path[1] == "confirm") return confirm_by_link;
    if (path[1] == "unsubscribe") return unsubscribe_by_link;
    if (path[1] == "certificate.pem") return signing_certificate;
  }
  if (path.size() >= 3 && path[0] == "vaults" && path[2] == "verify") {
    if (path.size() == 3 && method == "POST") return verify_vault;
    return path.size() == 4 && get ? show_verify : nullptr;
  }
  if (path.size() != 3 || path[0] != "tables" || !get) return nullptr;
  if (path[2] == "tally") return table_tally;
  if (path[2] == "changes") return table_changes;
  if (path[2] == "restore") return table_restore;
  return nullptr;
}

}  // namespace

bool is_public_extra(std::string_view path) {
  return path == "/_tidemark/fidelity" || path == "/_tidemark/clock" ||
         path == services::kConfirmPath || path == services::kUnsubscribePath ||
         path == services::kCertificatePath;
}

Reply extra_json(std::string body) {
  return {.body = std::move(body), .content_type = "application/json"};
}

Reply extra_error(int status, std::string_view message) {
  codec::JsonWriter out;
  out.begin_object().key("message").string(message).end_object();
  return {.status = status, .body = out.take(), .content_type = "application/json"};
}

Reply extra_error(const Error& error) {
  switch (error.code) {
    case Code::kInvalid:
    case Code::kLimit: return extra_error(400, error.message);
    case Code::kNotFound: return extra_error(404, error.message);
    case Code::kConflict: return extra_error(409, error.message);
    case Code::kDenied: return extra_error(403, error.message);
    case Code::kBusy: return extra_error(503, error.message);
    case Code::kUnknown:
    case Code::kCorrupt: break;
  }
  return extra_error(500, error.message);
}

Result<std::optional<Timestamp>> instant_in(const ExtraRequest& request, const std::string& name) {
  const auto found = request.query.find(name);
  if (found == request.query.end()) return std::optional<Timestamp>();
  const auto at = codec::parse_iso8601(found->second);
  if (!at) return fail(Code::kInvalid, fmt::format("{}: {}", name, at.error().message));
  return std::optional(at.value());
}

Handling extras(const ExtrasCall& call, Engine& engine) {
  std::string_view path = call.path;
  path.remove_prefix(std::min(kRoot.size(), path.size()));
  const auto segments = segments_of(path);
  if (!segments) return extra_error(segments.error());
  if (segments.value() == std::vector<std::string>{"fidelity"} && call.method == "GET") {
    return fidelity_extra();
  }
  const Extra extra = extra_for(call.method, segments.value());
  if (extra == nullptr) {
    return extra_error(404, fmt::format("there is no {} {}", call.method, call.path));
  }
  auto query = decoded_query(call.query);
  if (!query) return extra_error(query.error());
  ExtraRequest request{call, {}, {}, {}, std::move(query).value()};
  if (segments.value().size() >= 2) request.id = segments.value()[1];
  if (segments.value().size() >= 4) request.job = segments.value()[3];
  request.table = {call.account, call.region, request.id};
  return extra(request, engine);
}

}  // namespace tidemark::api
