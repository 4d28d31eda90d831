// What a subscriber receives: the JSON around a message, its signature and its headers.
//
//   TM_TRY(const http::Outgoing request, request_for(delivery, subscription, address, signer));
//
// Threads   Any.
// Source    Amazon SNS developer guide, "Parsing Amazon SNS message formats" and "Verifying the
//           signatures of Amazon SNS messages" (read 2026-11-21). Links lead to this server, below
//           /_tidemark/topics/.
#pragma once

#include "base/result.h"
#include "http/message.h"
#include "services/topics/message_signer.h"
#include "services/topics/topic.h"

#include <string>
#include <string_view>

namespace tidemark::services {

inline constexpr std::string_view kConfirmPath = "/_tidemark/topics/confirm";
inline constexpr std::string_view kUnsubscribePath = "/_tidemark/topics/unsubscribe";
inline constexpr std::string_view kCertificatePath = "/_tidemark/topics/certificate.pem";

// The text that is signed.
std::string text_to_sign(const Delivery& delivery, const Subscription& to,
                         std::string_view address);

// The JSON of a notification or of the request to confirm. `address`: "http://127.0.0.1:8000".
// Errors: those of MessageSigner::sign
Result<std::string> envelope(const Delivery& delivery, const Subscription& to,
                             std::string_view address, MessageSigner& signer);

// The whole request: the envelope, or the message alone where that is wanted. Errors as `envelope`.
Result<http::Outgoing> request_for(const Delivery& delivery, const Subscription& to,
                                   std::string_view address, MessageSigner& signer);

}  // namespace tidemark::services
