#include "bench/signed_post.h"

#include "bench/load.h"
#include "codec/iso8601.h"
#include "wire/json_protocol.h"
#include "wire/sigv4_canonical.h"

namespace tidemark::bench {
namespace {

constexpr std::string_view kService = "dynamodb";
constexpr std::string_view kSignedNames = "content-type;host;x-amz-date;x-amz-target";

}  // namespace

SignedPost::SignedPost(const Endpoint& endpoint, std::string_view operation, Timestamp now)
    : at_text_(codec::to_basic_iso8601(now)),
      scope_(wire::scope_text(at_text_.substr(0, 8), endpoint.region, kService)),
      key_(wire::signing_key(endpoint.credentials.secret, at_text_.substr(0, 8), endpoint.region,
                             kService)) {
  const std::string host = fmt::format("{}:{}", endpoint.host, endpoint.port);
  const std::string target = fmt::format("DynamoDB_20120810.{}", operation);
  canonical_ =
      fmt::format("POST\n/\n\ncontent-type:{}\nhost:{}\nx-amz-date:{}\nx-amz-target:{}\n\n{}\n",
                  wire::kJson10, host, at_text_, target, kSignedNames);
  hash_at_ = canonical_.size();
  head_ = fmt::format(
      "POST / HTTP/1.1\r\nHost: {}\r\nContent-Type: {}\r\nX-Amz-Date: {}\r\nX-Amz-Target: {}\r\n"
      "User-Agent: tidemark-bench\r\nAccept-Encoding: identity\r\n"
      "Authorization: {} Credential={}/{}, SignedHeaders={}, Signature=",
      host, wire::kJson10, at_text_, target, wire::kAlgorithm, endpoint.credentials.key_id, scope_,
      kSignedNames);
}

const std::string& SignedPost::with(std::string_view body) {
  canonical_.resize(hash_at_);
  canonical_ += codec::sha256_hex(body);
  request_.assign(head_);
  request_ += wire::signature(key_, wire::string_to_sign(at_text_, scope_, canonical_));
  request_ += "\r\nContent-Length: ";
  request_ += std::to_string(body.size());
  request_ += "\r\n\r\n";
  request_ += body;
  return request_;
}

}  // namespace tidemark::bench
