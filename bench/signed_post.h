// One operation's requests, signed: everything but the body's hash is worked out once, so it is
// good for about five minutes.
//
// Threads   One.
#pragma once

#include "base/timestamp.h"
#include "codec/sha256.h"

#include <string>
#include <string_view>

namespace tidemark::bench {

struct Endpoint;

class SignedPost {
 public:
  SignedPost(const Endpoint& endpoint, std::string_view operation, Timestamp now);

  // The whole request with that body, as bytes; good until the next call.
  const std::string& with(std::string_view body);

 private:
  std::string at_text_;  // "20260102T030405Z"
  std::string scope_;    // "20260102/us-east-1/dynamodb/aws4_request"
  codec::HmacKey key_;
  std::string canonical_;  // to where the body's hash belongs
  std::size_t hash_at_ = 0;
  std::string head_;  // to where the signature belongs
  std::string request_;
};

}  // namespace tidemark::bench
