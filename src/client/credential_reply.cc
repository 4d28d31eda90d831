#include "client/credential_reply.h"

#include "client/members.h"

#include <fstream>
#include <iterator>

namespace tidemark::client {
namespace {

std::optional<Timestamp> expiry_in(const codec::JsonValue& json, std::string_view member) {
  const codec::JsonValue* value = json.find(member);
  if (value != nullptr && value->integer() != nullptr) {
    return Timestamp{*value->integer() * 1'000};
  }
  return instant_in(json, member);
}

}  // namespace

Result<Fetched> credentials_in(std::string_view source, const codec::JsonValue& json,
                               const CredentialMembers& members) {
  Fetched fetched;
  fetched.credentials.key_id = text_or_empty(json, members.key_id);
  fetched.credentials.secret = text_or_empty(json, members.secret);
  fetched.credentials.session_token = text_or_empty(json, members.token);
  for (const auto& [text, member] : {std::pair{&fetched.credentials.key_id, members.key_id},
                                     std::pair{&fetched.credentials.secret, members.secret}}) {
    if (text->empty()) {
      return fail(Code::kInvalid, fmt::format("{}: the answer lacks {}", source, member));
    }
  }
  fetched.expires = expiry_in(json, members.expires);
  const codec::JsonValue* expires = json.find(members.expires);
  if (expires != nullptr && !expires->is_null() && !fetched.expires) {
    return fail(Code::kInvalid, fmt::format("{}: {} is no instant", source, members.expires));
  }
  return fetched;
}

Result<std::string> secret_file(std::string_view source, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && !file.eof()) {
    return fail(Code::kNotFound, fmt::format("{}: {} cannot be read", source, path));
  }
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

Result<std::string> ask(std::string_view source, const http::Outgoing& request, int attempts,
                        const Means& means) {
  for (int number = 1;; ++number) {
    auto response = means.transport.send(request);
    const bool again = !response || response.value().status >= 500;
    if (again && number < attempts) {
      means.pause(pause_after(number, {}, means.random));
      continue;
    }
    // The URL stays out of the message: such paths are secrets themselves.
    if (!response) return fail(response.error().code, fmt::format("{}: no answer", source));
    if (response.value().status != 200) {
      return fail(Code::kDenied,
                  fmt::format("{}: answered with status {}", source, response.value().status));
    }
    return std::move(response.value().body);
  }
}

Result<codec::JsonValue> ask_json(std::string_view source, const http::Outgoing& request,
                                  int attempts, const Means& means) {
  TM_TRY(const std::string body, ask(source, request, attempts, means));
  auto json = codec::parse_json(body);
  if (!json) return fail(Code::kInvalid, fmt::format("{}: the answer is no JSON", source));
  return json;
}

}  // namespace tidemark::client
