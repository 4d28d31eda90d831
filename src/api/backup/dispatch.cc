#include "api/backup/dispatch.h"

#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "api/identity/backup_wishes.h"
#include "codec/uri.h"
#include "wire/sigv4_canonical.h"

namespace tidemark::api {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash before the segment
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool is_name(std::string_view segment) {
  return segment.starts_with('{');
}

// Whether a path fits a template, names and all. A name takes any segment that is not empty.
bool fits(const std::vector<std::string_view>& path, std::string_view pattern) {
  const auto wanted = segments_of(pattern);
  if (wanted.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_name(wanted[i]) ? path[i].empty() : wanted[i] != path[i]) return false;
  }
  return true;
}

// Templates without a name in a place are listed before those with one, and so win.
const BackupOperation* find_operation(const Call& call) {
  const auto path = segments_of(call.path);
  for (const BackupOperation* one : backup_operations()) {
    if (one->method == call.method && fits(path, one->path)) return one;
  }
  return nullptr;
}

const RefusedBackupOperation* find_refused(const Call& call) {
  const auto path = segments_of(call.path);
  for (const RefusedBackupOperation& one : refused_backup_operations()) {
    if (one.method == call.method && fits(path, one.path)) return &one;
  }
  return nullptr;
}

Result<BackupRequest> read_request(const BackupOperation& operation, Call call) {
  BackupRequest request;
  const auto path = segments_of(call.path);
  const auto names = segments_of(operation.path);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!is_name(names[i])) continue;
    TM_TRY(auto value, codec::percent_decode(path[i]));
    request.path.emplace(names[i].substr(1, names[i].size() - 2), std::move(value));
  }
  for (auto& [name, value] : wire::query_parameters(call.query)) {
    request.query.emplace(std::move(name), std::move(value));
  }
  if (!call.body.empty()) {
    TM_TRY(request.body, codec::parse_json(call.body));
  }
  request.call = std::move(call);
  return request;
}

template <class Visit>
void each_word(std::string_view words, Visit visit) {
  for (const std::string_view word : wire::split(words, " ")) visit(word);
}

std::optional<Reply> refused_member(const BackupOperation& operation,
                                    const BackupRequest& request) {
  std::optional<Reply> refusal;
  each_word(operation.refused, [&](std::string_view member) {
    const codec::JsonValue* const value = request.body.find(member);
    const bool in_body = value != nullptr && !value->is_null();
    if (refusal || (!in_body && request.in_query(std::string(member)) == nullptr)) return;
    refusal = invalid_value(fmt::format("{} in {} is not supported by this version of Tidemark",
                                        member, operation.name));
  });
  return refusal;
}

Reply carry_out(const BackupOperation& operation, const Call& call, Engine& engine) {
  const auto request = read_request(operation, call);
  if (!request) return backup_error("SerializationException", request.error().message);
  if (auto refusal = refused_member(operation, request.value())) return *std::move(refusal);
  if (auto refusal = refuse_unauthorized(operation, request.value(), engine)) {
    return *std::move(refusal);
  }
  Reply reply = operation.handle(request.value(), engine);
  if (reply.status == 200) reply.status = operation.status;
  return reply;
}

void write_words(codec::JsonWriter& out, std::string_view words) {
  out.begin_array();
  each_word(words, [&](std::string_view word) { out.string(word); });
  out.end_array();
}

}  // namespace

std::string backup_operation_of(const Call& call) {
  const BackupOperation* const found = find_operation(call);
  if (found != nullptr) return std::string(found->name);
  const RefusedBackupOperation* const refused = find_refused(call);
  return refused == nullptr ? std::string() : std::string(refused->name);
}

Handling dispatch_backup(Call call, Engine& engine) {
  const BackupOperation* const operation = find_operation(call);
  if (operation == nullptr) {
    const RefusedBackupOperation* const refused = find_refused(call);
    if (refused == nullptr) return backup_error("UnknownOperationException", "");
    return invalid_request(fmt::format("{} is not supported by this version of Tidemark: {}",
                                       refused->name, refused->reason));
  }
  return BackgroundReply{
      [operation, call = std::move(call), &engine] { return carry_out(*operation, call, engine); }};
}

Reply refuse_backup(std::string_view name, std::string_view message) {
  return backup_error(name, message);
}

void write_backup_fidelity(codec::JsonWriter& out) {
  for (const BackupOperation* one : backup_operations()) {
    const bool whole = one->refused.empty() && one->partly.empty();
    out.key(one->name).begin_object().key("fidelity").string(whole ? "same" : "subset");
    out.key("honoured");
    write_words(out, one->honoured);
    out.key("partly");
    write_words(out, one->partly);
    out.key("refused");
    write_words(out, one->refused);
    out.end_object();
  }
  for (const RefusedBackupOperation& one : refused_backup_operations()) {
    out.key(one.name).begin_object().key("fidelity").string("refused");
    out.key("reason").string(one.reason).end_object();
  }
}

}  // namespace tidemark::api
