#include "wire/sigv4_canonical.h"

#include "codec/hex.h"
#include "codec/uri.h"

#include <algorithm>

namespace tidemark::wire {
namespace {

// What no decoder can read stands for itself.
std::string decoded(std::string_view text) {
  auto bytes = codec::percent_decode(text);
  return bytes ? std::move(bytes).value() : std::string(text);
}

// Without ".", ".." and empty segments; a closing slash stays.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(path, "/")) {
    if (segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string normal;
  for (const std::string_view segment : kept) normal.append("/").append(segment);
  if (normal.empty() || path.ends_with('/')) normal += '/';
  return normal;
}

std::string canonical_path(std::string_view path, bool s3) {
  if (path.empty() || path == "/") return "/";  // nearly always
  if (s3) return std::string(path);
  return codec::percent_encode(without_dot_segments(path), true);
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> encoded;
  for (const auto& [name, value] : query_parameters(query)) {
    if (name == "X-Amz-Signature") continue;
    encoded.emplace_back(codec::percent_encode(name), codec::percent_encode(value));
  }
  std::ranges::sort(encoded);
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(value);
  }
  return text;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Trimmed, each run of blanks as one.
void append_collapsed(std::string& text, std::string_view value) {
  if (std::ranges::none_of(value, is_blank)) {  // nearly always
    text.append(value);
    return;
  }
  bool blank_before = false;
  bool any = false;
  for (const char c : value) {
    if (is_blank(c)) {
      blank_before = any;
      continue;
    }
    if (blank_before) text += ' ';
    blank_before = false;
    any = true;
    text += c;
  }
}

void append_header(std::string& text, const http::Headers& headers, const std::string& name) {
  text.append(name).append(":");
  bool first = true;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const http::Headers::Field field = headers.at(i);
    if (!http::equal_ignoring_case(field.name, name)) continue;
    if (!first) text += ',';
    first = false;
    append_collapsed(text, field.value);
  }
  text += '\n';
}

}  // namespace

std::string scope_text(std::string_view date, std::string_view region, std::string_view service) {
  std::string text;
  text.reserve(date.size() + region.size() + service.size() + kTerminator.size() + 3);
  text.append(date).append("/").append(region).append("/").append(service);
  return text.append("/").append(kTerminator);
}

std::string canonical_text(const CanonicalRequest& request) {
  std::string text;
  text.reserve(1024);
  text.append(request.method).append("\n");
  text.append(canonical_path(request.path, request.s3)).append("\n");
  text.append(canonical_query(request.query)).append("\n");
  for (const std::string& name : *request.signed_names) {
    append_header(text, *request.headers, name);
  }
  text += '\n';
  for (std::size_t i = 0; i < request.signed_names->size(); ++i) {
    if (i > 0) text += ';';
    text += (*request.signed_names)[i];
  }
  text.append("\n").append(request.payload_hash);
  return text;
}

std::string string_to_sign(std::string_view at_text, std::string_view scope,
                           std::string_view canonical) {
  std::string text;
  text.reserve(192);
  text.append(kAlgorithm).append("\n").append(at_text).append("\n").append(scope).append("\n");
  return text.append(codec::sha256_hex(canonical));
}

codec::HmacKey signing_key(std::string_view secret, std::string_view date, std::string_view region,
                           std::string_view service) {
  std::string key = codec::bytes_of(codec::hmac_sha256(fmt::format("AWS4{}", secret), date));
  key = codec::bytes_of(codec::hmac_sha256(key, region));
  key = codec::bytes_of(codec::hmac_sha256(key, service));
  return codec::HmacKey(codec::bytes_of(codec::hmac_sha256(key, kTerminator)));
}

std::string signature(const codec::HmacKey& key, std::string_view text) {
  return codec::hex_of(key.sign(text));
}

std::string payload_hash_of(const http::Headers& headers, std::string_view body) {
  const auto stated = headers.find("x-amz-content-sha256");
  if (stated == kUnsignedPayload) return std::string(kUnsignedPayload);
  return codec::sha256_hex(body);
}

std::vector<std::pair<std::string, std::string>> query_parameters(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  if (query.empty()) return parameters;
  for (const std::string_view part : split(query, "&")) {
    const auto equals = part.find('=');
    const std::string_view value = equals == part.npos ? "" : part.substr(equals + 1);
    parameters.emplace_back(decoded(part.substr(0, equals)), decoded(value));
  }
  return parameters;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::vector<std::string_view> split(std::string_view text, std::string_view any_of) {
  std::vector<std::string_view> parts;
  parts.reserve(8);
  const char first = any_of.front();
  const char last = any_of.back();
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != first && text[at] != last) continue;
    if (at > begin) parts.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  if (begin < text.size()) parts.push_back(text.substr(begin));
  return parts;
}

TargetParts split_target(std::string_view target) {
  const auto mark = target.find('?');
  if (mark == target.npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

}  // namespace tidemark::wire
