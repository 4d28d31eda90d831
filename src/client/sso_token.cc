#include "client/sso_token.h"

#include "client/credential_reply.h"
#include "client/endpoints.h"
#include "client/members.h"
#include "codec/hex.h"
#include "codec/iso8601.h"
#include "codec/sha1.h"

#include <fcntl.h>
#include <unistd.h>

namespace tidemark::client {
namespace {

using codec::JsonValue;
using codec::JsonWriter;

std::string cache_path(const Surroundings& surroundings, const SsoSettings& settings) {
  const std::string& key = settings.session.empty() ? settings.start_url : settings.session;
  return surroundings.environment.path(
      fmt::format("~/.aws/sso/cache/{}.json", codec::to_hex(codec::sha1(key))));
}

// Nobody else may read it, and nobody ever finds half of it.
bool write_secret(const std::string& path, const std::string& text, Random& random) {
  const std::string beside = fmt::format("{}.{}", path, random.hex(8));
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const auto written = ::write(file, text.data(), text.size());
  const bool whole = ::close(file) == 0 && written == static_cast<ssize_t>(text.size());
  if (whole && ::rename(beside.c_str(), path.c_str()) == 0) return true;
  ::unlink(beside.c_str());
  return false;
}

// Empty: it cannot be renewed.
std::string renewal_of(const JsonValue& cached) {
  JsonWriter out;
  out.begin_object().key("grantType").string("refresh_token");
  for (const char* member : {"clientId", "clientSecret", "refreshToken"}) {
    const std::string text = text_or_empty(cached, member);
    if (text.empty()) return {};
    out.key(member).string(text);
  }
  return out.end_object().take();
}

// The cached document with what came in place of what it had.
std::string renewed_text(const JsonValue& cached, const JsonValue& answer, Timestamp expires) {
  JsonWriter out;
  out.begin_object();
  for (const auto& [name, value] : *cached.object()) {
    out.key(name);
    const std::string next = text_or_empty(answer, name);
    if (name == "expiresAt") {
      out.string(codec::to_iso8601(expires));
    } else if ((name == "accessToken" || name == "refreshToken") && !next.empty()) {
      out.string(next);
    } else {
      codec::write_json(out, value);
    }
  }
  return out.end_object().take();
}

// nullopt: it could not be renewed; the token that is cached may do for a while.
std::optional<std::string> renewed(const std::string& source, const Surroundings& surroundings,
                                   const SsoSettings& settings, const JsonValue& cached) {
  const std::string body = settings.session.empty() ? "" : renewal_of(cached);
  if (body.empty()) return std::nullopt;
  const Endpoints endpoints(surroundings.environment, surroundings.profiles,
                            surroundings.own_profile());
  const auto oidc = endpoints.of(kSsoOidc, settings.region);
  if (!oidc) return std::nullopt;
  http::Outgoing request;
  request.method = "POST";
  request.url = oidc.value().url + "/token";
  request.headers.add("Content-Type", "application/json");
  request.body = body;
  const auto answer = ask_json(source, request, 1, surroundings.means);
  if (!answer) return std::nullopt;
  std::string token = text_or_empty(answer.value(), "accessToken");
  const auto lasts = number_in(answer.value(), "expiresIn");
  if (token.empty() || !lasts) return std::nullopt;
  const Timestamp expires = surroundings.means.clock.now() + std::chrono::seconds(*lasts);
  // Not kept it still serves this process; the next one is told how to log in.
  (void)write_secret(cache_path(surroundings, settings),
                     renewed_text(cached, answer.value(), expires), surroundings.means.random);
  return token;
}

}  // namespace

std::string SsoSettings::how_to_log_in() const {
  return session.empty() ? "aws sso login --profile " + profile
                         : "aws sso login --sso-session " + session;
}

Result<std::string> sso_token(const std::string& source, const Surroundings& surroundings,
                              const SsoSettings& settings) {
  const std::string path = cache_path(surroundings, settings);
  const auto unusable = [&](std::string_view what) {
    return fail(Code::kDenied,
                fmt::format("{}: {} in {}: {}", source, what, path, settings.how_to_log_in()));
  };
  const auto text = secret_file(source, path);
  if (!text) return unusable("there is no token");
  const auto cached = codec::parse_json(text.value());
  if (!cached) return unusable("what is cached is no JSON");
  std::string token = text_or_empty(cached.value(), "accessToken");
  const auto expires = instant_in(cached.value(), "expiresAt");
  if (token.empty() || !expires) return unusable("there is no token");
  const auto left = *expires - surroundings.means.clock.now();
  if (left > kFetchEarly) return token;
  if (auto next = renewed(source, surroundings, settings, cached.value())) return *std::move(next);
  if (left.count() > 0) return token;
  return unusable("the token has expired");
}

}  // namespace tidemark::client
