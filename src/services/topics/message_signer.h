// Signs messages as SNS does, with a key of this data directory: RSA with SHA-1 (signature version
// 1) or SHA-256 (version 2), and a certificate of its own that receivers fetch.
//
//   MessageSigner signer("/var/lib/tidemark/message-signing.pem", clock);
//   TM_TRY(const std::string signature, signer.sign(2, text));
//
// Threads   Any. The key is made when it is first needed, which takes up to a second.
// Durable   A new key is on disk before it signs anything.
// Format    PEM: the private key, then the certificate. Mode 0600.
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tidemark::services {

class MessageSigner {
 public:
  // `clock` outlives the signer.
  MessageSigner(std::string path, const Clock& clock);
  ~MessageSigner();

  // Base64. Errors: kUnknown  the file could not be read or written
  //                 kCorrupt  it holds no key and certificate; names it
  //                 kInvalid  no such signature version
  Result<std::string> sign(std::uint8_t version, std::string_view text);

  // What receivers check against, as PEM. Errors as `sign`.
  Result<std::string> certificate();

 private:
  struct Impl;  // keeps OpenSSL out of this header
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::services
