// sign(), for those who sign many requests: the key of a day, region and service is worked out
// once, which is half of what a signature costs.
//
//   wire::Signer signer;
//   signer.sign(request, credentials, {"eu-west-1", "dynamodb"}, clock.now());
//
// Threads   sign may be called from any thread at once.
#pragma once

#include "wire/sigv4_sign.h"

#include <memory>
#include <mutex>

namespace tidemark::wire {

class Signer {
 public:
  Signer();
  ~Signer();

  // As wire::sign.
  void sign(http::Outgoing& request, const Credentials& credentials, const SigningScope& scope,
            Timestamp at);

 private:
  struct Key;

  std::shared_ptr<const Key> key_for(const Credentials& credentials, const SigningScope& scope,
                                     std::string_view date);

  std::mutex mutex_;
  std::shared_ptr<const Key> last_;  // shared with the threads that are signing
};

}  // namespace tidemark::wire
