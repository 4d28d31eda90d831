#include "wire/sigv4_sign.h"

#include "codec/iso8601.h"
#include "codec/uri.h"
#include "wire/signer.h"
#include "wire/sigv4_canonical.h"

#include <algorithm>
#include <array>

namespace tidemark::wire {
namespace {

// What a client's library or a proxy may add, change or take away on the way.
constexpr std::array<std::string_view, 16> kNeverSigned{
    "authorization",  "cache-control", "connection", "expect",         "from",
    "keep-alive",     "max-forwards",  "pragma",     "referer",        "te",
    "trailer",        "upgrade",       "user-agent", "content-length", "transfer-encoding",
    "x-amzn-trace-id"};

bool is_signed(std::string_view lower_name) {
  return !lower_name.starts_with("proxy-") && !lower_name.starts_with("sec-") &&
         std::ranges::find(kNeverSigned, lower_name) == kNeverSigned.end();
}

struct UrlParts {
  std::string host;
  TargetParts target;
};

// The host without the port that its scheme implies: what HTTP clients send as Host.
UrlParts parts_of(std::string_view url) {
  const auto scheme_end = url.find("://");
  const std::string_view scheme = scheme_end == url.npos ? "" : url.substr(0, scheme_end);
  const std::string_view rest = scheme_end == url.npos ? url : url.substr(scheme_end + 3);
  const auto host_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view host = rest.substr(0, host_end);
  const std::string_view implied = scheme == "https" ? ":443" : ":80";
  if (host.ends_with(implied)) host.remove_suffix(implied.size());
  return {lower_case(host), split_target(rest.substr(host_end))};
}

std::vector<std::string> names_to_sign(const http::Headers& headers) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    std::string name = lower_case(headers.at(i).name);
    if (is_signed(name)) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : ";").append(name);
  return text;
}

// `key_for` answers with the key of a date: by value, or a reference to one that is kept.
template <class KeyFor>
void sign_with(http::Outgoing& request, const Credentials& credentials, const SigningScope& scope,
               Timestamp at, KeyFor key_for) {
  const UrlParts url = parts_of(request.url);
  const bool s3 = scope.service == "s3";
  const std::string at_text = codec::to_basic_iso8601(at);
  http::Headers& headers = request.headers;
  if (!headers.find("Host")) headers.add("Host", url.host);
  headers.add("X-Amz-Date", at_text);
  if (!credentials.session_token.empty()) {
    headers.add("X-Amz-Security-Token", credentials.session_token);
  }
  const std::string payload_hash = payload_hash_of(headers, request.body);
  if (s3 && !headers.find("X-Amz-Content-Sha256")) {
    headers.add("X-Amz-Content-Sha256", payload_hash);
  }
  const std::vector<std::string> names = names_to_sign(headers);
  const std::string canonical = canonical_text({.method = request.method,
                                                .path = url.target.path,
                                                .query = url.target.query,
                                                .headers = &headers,
                                                .signed_names = &names,
                                                .payload_hash = payload_hash,
                                                .s3 = s3});
  const std::string_view date = std::string_view(at_text).substr(0, 8);
  const std::string scope_words = scope_text(date, scope.region, scope.service);
  const auto& key = key_for(date);
  std::string authorization;
  authorization.reserve(320);
  authorization.append(kAlgorithm).append(" Credential=").append(credentials.key_id);
  authorization.append("/").append(scope_words).append(", SignedHeaders=").append(joined(names));
  authorization.append(", Signature=");
  authorization.append(signature(key, string_to_sign(at_text, scope_words, canonical)));
  headers.add("Authorization", authorization);
}

}  // namespace

struct Signer::Key {
  std::string secret;
  std::string region;
  std::string service;
  std::string date;
  codec::HmacKey hmac;
};

Signer::Signer() = default;
Signer::~Signer() = default;

std::shared_ptr<const Signer::Key> Signer::key_for(const Credentials& credentials,
                                                   const SigningScope& scope,
                                                   std::string_view date) {
  const std::lock_guard lock(mutex_);
  const bool same = last_ && last_->date == date && last_->secret == credentials.secret &&
                    last_->region == scope.region && last_->service == scope.service;
  if (!same) {
    last_ = std::make_shared<const Key>(
        Key{.secret = credentials.secret,
            .region = scope.region,
            .service = scope.service,
            .date = std::string(date),
            .hmac = signing_key(credentials.secret, date, scope.region, scope.service)});
  }
  return last_;
}

void Signer::sign(http::Outgoing& request, const Credentials& credentials,
                  const SigningScope& scope, Timestamp at) {
  std::shared_ptr<const Key> key;
  sign_with(request, credentials, scope, at, [&](std::string_view date) -> const codec::HmacKey& {
    key = key_for(credentials, scope, date);
    return key->hmac;
  });
}

void sign(http::Outgoing& request, const Credentials& credentials, const SigningScope& scope,
          Timestamp at) {
  sign_with(request, credentials, scope, at, [&](std::string_view date) {
    return signing_key(credentials.secret, date, scope.region, scope.service);
  });
}

std::string presign(const http::Outgoing& request, const Credentials& credentials,
                    const SigningScope& scope, Timestamp at, std::chrono::seconds valid) {
  const UrlParts url = parts_of(request.url);
  const bool s3 = scope.service == "s3";
  const std::string at_text = codec::to_basic_iso8601(at);
  const std::string_view date = std::string_view(at_text).substr(0, 8);
  const std::string scope_words = scope_text(date, scope.region, scope.service);
  http::Headers headers = request.headers;
  if (!headers.find("Host")) headers.add("Host", url.host);
  const std::vector<std::string> names = names_to_sign(headers);
  std::string added = fmt::format(
      "X-Amz-Algorithm={}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}&X-Amz-SignedHeaders={"
      "}",
      kAlgorithm, codec::percent_encode(credentials.key_id + "/" + scope_words), at_text,
      valid.count(), codec::percent_encode(joined(names)));
  if (!credentials.session_token.empty()) {
    added += "&X-Amz-Security-Token=" + codec::percent_encode(credentials.session_token);
  }
  const std::string query =
      url.target.query.empty() ? added : fmt::format("{}&{}", url.target.query, added);
  const std::string payload_hash =
      s3 ? std::string(kUnsignedPayload) : payload_hash_of(headers, request.body);
  const std::string canonical = canonical_text({.method = request.method,
                                                .path = url.target.path,
                                                .query = query,
                                                .headers = &headers,
                                                .signed_names = &names,
                                                .payload_hash = payload_hash,
                                                .s3 = s3});
  const codec::HmacKey key = signing_key(credentials.secret, date, scope.region, scope.service);
  const std::string_view base = std::string_view(request.url).substr(0, request.url.find('?'));
  return fmt::format("{}?{}&X-Amz-Signature={}", base, query,
                     signature(key, string_to_sign(at_text, scope_words, canonical)));
}

}  // namespace tidemark::wire
