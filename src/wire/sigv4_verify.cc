#include "wire/sigv4_verify.h"

#include "codec/iso8601.h"
#include "wire/http_date.h"
#include "wire/sigv4_canonical.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <mutex>

namespace tidemark::wire {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes kSkew{15};
constexpr std::int64_t kLongestSeconds = 7 * 24 * 3600;
constexpr std::size_t kMaxCachedKeys = 1024;
constexpr std::size_t kBasicDateBytes = 16;  // "20260102T030405Z"

using Parameters = std::vector<std::pair<std::string, std::string>>;

// The signature's parts, from the header or the query. Views into the request, or into `query`.
struct Claim {
  Parameters query{};  // of a presigned request
  std::string_view algorithm{};
  std::string_view credential{};
  std::string_view signature{};
  std::vector<std::string> signed_names{};
  std::string_view date{};                          // as sent
  std::optional<std::string_view> valid_seconds{};  // X-Amz-Expires
  std::optional<std::string_view> token{};          // of a session
};

struct Credential {
  std::string_view text{};  // all of it, without slashes at the end
  std::string_view key_id{};
  std::string_view date{};
  std::string_view region{};
  std::string_view service{};
  std::string_view terminator{};
};

const std::string* find(const Parameters& parameters, std::string_view name) {
  const auto found = std::ranges::find(parameters, name, &Parameters::value_type::first);
  return found == parameters.end() ? nullptr : &found->second;
}

std::string_view value_or_empty(const Parameters& parameters, std::string_view name) {
  const std::string* value = find(parameters, name);
  return value != nullptr ? std::string_view(*value) : std::string_view();
}

std::vector<std::string> names_of(std::string_view list) {
  const std::vector<std::string_view> parts = split(list, ";");
  std::vector<std::string> names;
  names.reserve(parts.size());
  for (const std::string_view name : parts) names.push_back(lower_case(name));
  return names;
}

// The value behind "name=" among the header's words; empty when there is none.
std::string_view word_after(const std::vector<std::string_view>& words, std::string_view name) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].size() <= name.size() || words[i][name.size()] != '=') continue;
    if (words[i].starts_with(name)) return words[i].substr(name.size() + 1);
  }
  return {};
}

// Either the claim or why there is none.
using Reading = std::variant<Claim, Verification>;

Reading read_header(const http::Request& request, std::string_view authorization) {
  const std::vector<std::string_view> words = split(authorization, ", ");
  const std::string_view credential = word_after(words, "Credential");
  const std::string_view signature = word_after(words, "Signature");
  const std::string_view signed_headers = word_after(words, "SignedHeaders");
  auto date = request.headers.find("X-Amz-Date");
  if (!date) date = request.headers.find("Date");
  std::string missing;
  const auto want = [&](std::string_view value, std::string_view name) {
    if (!value.empty()) return;
    missing += fmt::format("Authorization header requires '{}' parameter. ", name);
  };
  want(credential, "Credential");
  want(signature, "Signature");
  want(signed_headers, "SignedHeaders");
  if (!date || date->empty()) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (!missing.empty()) {
    return IncompleteAuthorization{fmt::format("{}Authorization={}", missing, authorization)};
  }
  return Claim{.query = {},
               .algorithm = words.front(),
               .credential = credential,
               .signature = signature,
               .signed_names = names_of(signed_headers),
               .date = *date,
               .valid_seconds = std::nullopt,
               .token = request.headers.find("X-Amz-Security-Token")};
}

Reading read_query(Parameters parameters) {
  std::string missing;
  for (const char* name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature",
                           "X-Amz-SignedHeaders", "X-Amz-Date"}) {
    if (!value_or_empty(parameters, name).empty()) continue;
    missing += fmt::format("AWS query-string parameters must include '{}'. ", name);
  }
  if (!missing.empty()) {
    return IncompleteAuthorization{missing + "Re-examine the query-string parameters."};
  }
  // Moving a vector leaves its elements where they are, so the views stay good.
  Claim claim{.query = std::move(parameters)};
  const Parameters& query = claim.query;
  const std::string* valid = find(query, "X-Amz-Expires");
  claim.algorithm = value_or_empty(query, "X-Amz-Algorithm");
  claim.credential = value_or_empty(query, "X-Amz-Credential");
  claim.signature = value_or_empty(query, "X-Amz-Signature");
  claim.signed_names = names_of(value_or_empty(query, "X-Amz-SignedHeaders"));
  claim.date = value_or_empty(query, "X-Amz-Date");
  claim.valid_seconds = valid != nullptr ? std::optional<std::string_view>(*valid) : std::nullopt;
  const std::string* token = find(query, "X-Amz-Security-Token");
  claim.token = token != nullptr ? std::optional<std::string_view>(*token) : std::nullopt;
  return claim;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == text.npos ? std::string_view() : text.substr(begin);
}

Reading read_claim(const http::Request& request) {
  const auto authorization = request.headers.find("Authorization");
  Parameters parameters = query_parameters(split_target(request.target).query);
  const bool in_query = find(parameters, "X-Amz-Algorithm") != nullptr;
  if (authorization && in_query) {
    return BothAuthorizations{
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."};
  }
  if (in_query) return read_query(std::move(parameters));
  if (!authorization || !trimmed(*authorization).starts_with("AWS4-")) {
    return NoAuthorization{"Request is missing Authentication Token"};
  }
  return read_header(request, trimmed(*authorization));
}

// "20260102T030405Z", or what an HTTP date says.
std::optional<Timestamp> instant_of(std::string_view text) {
  if (text.size() != kBasicDateBytes) return parse_http_date(text);
  const auto at = codec::parse_iso8601(text);
  return at ? std::optional(at.value()) : std::nullopt;
}

// How long a presigned request stays good; nullopt when the number is none or out of range.
std::optional<std::chrono::seconds> validity_of(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (seconds < 1 || seconds > kLongestSeconds) return std::nullopt;
  return std::chrono::seconds(seconds);
}

std::string span_text(std::chrono::seconds span) {
  const bool whole_minutes = span % 1min == 0s;
  return whole_minutes ? fmt::format("{} min.", span / 1min) : fmt::format("{} sec.", span.count());
}

std::optional<Verification> check_age(const Claim& claim, Timestamp at, Timestamp now) {
  std::chrono::seconds good_for = kSkew;
  if (claim.valid_seconds) good_for = validity_of(*claim.valid_seconds).value_or(0s);
  const auto text = [](Timestamp instant) { return codec::to_basic_iso8601(instant); };
  if (at < now.floor_to_second() - good_for) {
    return SignatureExpired{fmt::format("Signature expired: {} is now earlier than {} ({} - {})",
                                        text(at), text(now - good_for), text(now),
                                        span_text(good_for))};
  }
  if (at > now + kSkew) {
    return SignatureNotYetCurrent{
        fmt::format("Signature not yet current: {} is still later than {} ({} + {})", text(at),
                    text(now + kSkew), text(now), span_text(kSkew))};
  }
  return std::nullopt;
}

std::optional<Verification> check_form(const Claim& claim, const std::optional<Timestamp>& at) {
  if (!at) {
    return IncompleteAuthorization{
        fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                    "http://en.wikipedia.org/wiki/ISO_8601",
                    claim.date)};
  }
  if (claim.valid_seconds && !validity_of(*claim.valid_seconds)) {
    return IncompleteAuthorization{
        fmt::format("X-Amz-Expires must be a number of seconds from 1 to {}, got '{}'",
                    kLongestSeconds, *claim.valid_seconds)};
  }
  return std::nullopt;
}

// The name that is in the list twice: each time would copy all fields of that name, so that a
// small request could make a canonical one of any size.
std::optional<std::string_view> repeated(const std::vector<std::string>& names) {
  std::vector<std::string_view> sorted(names.begin(), names.end());
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  return twice == sorted.end() ? std::nullopt : std::optional(*twice);
}

std::optional<Verification> check_words(const Claim& claim) {
  if (std::ranges::find(claim.signed_names, "host") == claim.signed_names.end()) {
    return HostNotSigned{"'Host' must be a 'SignedHeader' in the AWS Authorization."};
  }
  if (claim.algorithm != kAlgorithm) {
    return WrongAlgorithm{fmt::format(
        "Unsupported AWS 'algorithm': '{}' (only AWS4-HMAC-SHA256 for now). ", claim.algorithm)};
  }
  if (const auto twice = repeated(claim.signed_names)) {
    return IncompleteAuthorization{
        fmt::format("'{}' is listed twice among the 'SignedHeaders'.", *twice)};
  }
  return std::nullopt;
}

// Five non-empty parts; slashes at the end do not count.
std::optional<Credential> credential_of(std::string_view text) {
  const std::string_view kept = text.substr(0, text.find_last_not_of('/') + 1);
  const std::vector<std::string_view> parts = split(kept, "/");
  if (parts.size() != 5 || std::ranges::count(kept, '/') != 4) return std::nullopt;
  return Credential{kept, parts[0], parts[1], parts[2], parts[3], parts[4]};
}

std::optional<Verification> check_scope(const Credential& credential, const VerifyOptions& options,
                                        std::string_view at_text) {
  std::string wrong;
  if (std::ranges::find(options.regions, credential.region) == options.regions.end()) {
    wrong +=
        fmt::format("Credential should be scoped to a valid region, not '{}'. ", credential.region);
  }
  if (credential.service != options.service) {
    wrong += fmt::format("Credential should be scoped to correct service: '{}'. ", options.service);
  }
  if (credential.terminator != kTerminator) {
    wrong += fmt::format(
        "Credential should be scoped with a valid terminator: 'aws4_request', not '{}'. ",
        credential.terminator);
  }
  if (credential.date != at_text.substr(0, 8)) {
    wrong += fmt::format(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        "HTTP: '{}' != '{}', from '{}'. ",
        credential.date, at_text.substr(0, 8), at_text);
  }
  if (wrong.empty()) return std::nullopt;
  return BadCredentialScope{wrong};
}

// Takes as long for a wrong first character as for a wrong last one.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

Verification mismatch(std::string_view canonical, std::string_view to_sign) {
  return SignatureMismatch{fmt::format(
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for "
      "details.\n\nThe Canonical String for this request should have been\n'{}'\n\nThe "
      "String-to-Sign should have been\n'{}'\n",
      canonical, to_sign)};
}

std::optional<Verification> check_signature(const http::Request& request, const Claim& claim,
                                            const Credential& credential, std::string_view at_text,
                                            const codec::HmacKey& key) {
  const TargetParts target = split_target(request.target);
  const std::string payload_hash = payload_hash_of(request.headers, request.body);
  const std::string canonical = canonical_text({.method = request.method,
                                                .path = target.path,
                                                .query = target.query,
                                                .headers = &request.headers,
                                                .signed_names = &claim.signed_names,
                                                .payload_hash = payload_hash,
                                                .s3 = credential.service == "s3"});
  const std::string to_sign = string_to_sign(
      at_text, scope_text(credential.date, credential.region, credential.service), canonical);
  const auto stated_hash = request.headers.find("x-amz-content-sha256");
  const bool body_as_stated = !stated_hash || *stated_hash == payload_hash;
  if (body_as_stated && equal_in_constant_time(signature(key, to_sign), claim.signature)) {
    return std::nullopt;
  }
  return mismatch(canonical, to_sign);
}

Verification unknown_key() {
  return UnknownKey{"The security token included in the request is invalid."};
}

// A session's key signs only with the session's token, and while the session lasts.
std::optional<Verification> check_session(const SecretKey& key, const Claim& claim, Timestamp now) {
  if (key.token.empty()) return std::nullopt;
  if (!claim.token || !equal_in_constant_time(*claim.token, key.token)) return unknown_key();
  if (key.expires && *key.expires <= now) {
    return SessionExpired{"The security token included in the request is expired"};
  }
  return std::nullopt;
}

}  // namespace

// Signing keys, derived once a day, region and service.
class Verifier::KeyCache {
 public:
  std::shared_ptr<const codec::HmacKey> key(std::string_view secret, const Credential& credential) {
    const std::lock_guard lock(mutex_);
    const auto found = keys_.find(credential.text);
    // A key id whose secret was exchanged must not live on here.
    if (found != keys_.end() && found->second.secret == secret) return found->second.key;
    if (keys_.size() >= kMaxCachedKeys) keys_.clear();
    auto key = std::make_shared<const codec::HmacKey>(
        signing_key(secret, credential.date, credential.region, credential.service));
    keys_[std::string(credential.text)] = {std::string(secret), key};
    return key;
  }

 private:
  struct Entry {
    std::string secret;
    std::shared_ptr<const codec::HmacKey> key;  // shared with a verification under way
  };

  std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> keys_;  // by credential: key id and scope
};

Verifier::Verifier(KeySource keys) : keys_(std::move(keys)), cache_(std::make_unique<KeyCache>()) {}

Verifier::~Verifier() = default;

Verification Verifier::verify(const http::Request& request, Timestamp now,
                              const VerifyOptions& options) const {
  Reading reading = read_claim(request);
  if (auto* failed = std::get_if<Verification>(&reading)) return std::move(*failed);
  Claim& claim = std::get<Claim>(reading);
  const std::optional<Timestamp> at = instant_of(claim.date);
  if (auto failed = check_form(claim, at)) return *failed;
  if (options.check_signature) {
    if (auto failed = check_age(claim, *at, now)) return *failed;
  }
  if (auto failed = check_words(claim)) return *failed;
  const std::optional<Credential> credential = credential_of(claim.credential);
  if (!credential) {
    return IncompleteAuthorization{
        fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                    "keyid/date/region/service/term, got '{}'",
                    claim.credential)};
  }
  const std::string at_text =
      claim.date.size() == kBasicDateBytes ? std::string(claim.date) : codec::to_basic_iso8601(*at);
  if (auto failed = check_scope(*credential, options, at_text)) return *failed;
  Verified verified{.key_id = std::string(credential->key_id),
                    .account = std::string(options.account_without_keys),
                    .region = std::string(credential->region)};
  if (options.check_signature) {
    const std::optional<SecretKey> key = keys_(credential->key_id);
    if (!key) return unknown_key();
    verified.account = key->account;
    verified.principal = key->principal;
    if (auto failed = check_session(*key, claim, now)) return *failed;
    const auto signing = cache_->key(key->secret, *credential);
    if (auto failed = check_signature(request, claim, *credential, at_text, *signing)) {
      return *failed;
    }
    // A lasting key has no session.
    if (claim.token && key->token.empty()) return unknown_key();
  }
  verified.signed_headers = std::move(claim.signed_names);
  return verified;
}

Rejection rejection_of(const Verification& failed) {
  static constexpr std::string_view kInvalid = "InvalidSignatureException";
  static constexpr std::string_view kIncomplete = "IncompleteSignatureException";
  // In the order of the variant's alternatives.
  static constexpr std::string_view kNames[] = {"",
                                                kInvalid,
                                                "MissingAuthenticationTokenException",
                                                kIncomplete,
                                                kIncomplete,
                                                kInvalid,
                                                kInvalid,
                                                kInvalid,
                                                kInvalid,
                                                "UnrecognizedClientException",
                                                kInvalid,
                                                "ExpiredTokenException"};
  static_assert(std::size(kNames) == std::variant_size_v<Verification>);
  return std::visit(
      [&](const auto& outcome) -> Rejection {
        if constexpr (std::is_same_v<std::decay_t<decltype(outcome)>, Verified>) {
          return {};
        } else {
          return {kNames[failed.index()], outcome.message};
        }
      },
      failed);
}

}  // namespace tidemark::wire
