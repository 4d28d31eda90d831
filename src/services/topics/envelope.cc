#include "services/topics/envelope.h"

#include "codec/iso8601.h"
#include "codec/json.h"
#include "codec/uri.h"

#include <fmt/format.h>

namespace tidemark::services {
namespace {

std::string timestamp_of(const Delivery& delivery) {
  return codec::to_iso8601(delivery.published_at, codec::Fraction::kMillis);
}

std::string subscribe_url(const Delivery& delivery, const Subscription& to,
                          std::string_view address) {
  return fmt::format("{}{}?TopicArn={}&Token={}", address, kConfirmPath,
                     codec::percent_encode(topic_arn(delivery.topic)), to.token);
}

std::string unsubscribe_url(const Delivery& delivery, const Subscription& to,
                            std::string_view address) {
  return fmt::format("{}{}?SubscriptionArn={}", address, kUnsubscribePath,
                     codec::percent_encode(subscription_arn(delivery.topic, to.id)));
}

std::string message_of(const Delivery& delivery) {
  if (!delivery.confirmation) return delivery.message;
  return fmt::format(
      "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the "
      "SubscribeURL included in this message.",
      topic_arn(delivery.topic));
}

std::string_view type_of(const Delivery& delivery) {
  return delivery.confirmation ? "SubscriptionConfirmation" : "Notification";
}

void write_attributes(codec::JsonWriter& out, const std::vector<MessageAttribute>& attributes) {
  out.key("MessageAttributes").begin_object();
  for (const MessageAttribute& one : attributes) {
    out.key(one.name).begin_object();
    out.key("Type").string(one.type).key("Value").string(one.value).end_object();
  }
  out.end_object();
}

}  // namespace

std::string text_to_sign(const Delivery& delivery, const Subscription& to,
                         std::string_view address) {
  std::string text;
  const auto add = [&text](std::string_view name, std::string_view value) {
    text.append(name).append("\n").append(value).append("\n");
  };
  add("Message", message_of(delivery));
  add("MessageId", delivery.message_id);
  if (delivery.confirmation) {
    add("SubscribeURL", subscribe_url(delivery, to, address));
  } else if (!delivery.subject.empty()) {
    add("Subject", delivery.subject);
  }
  add("Timestamp", timestamp_of(delivery));
  if (delivery.confirmation) add("Token", to.token);
  add("TopicArn", topic_arn(delivery.topic));
  add("Type", type_of(delivery));
  return text;
}

Result<std::string> envelope(const Delivery& delivery, const Subscription& to,
                             std::string_view address, MessageSigner& signer) {
  TM_TRY(const std::string signature,
         signer.sign(delivery.signature_version, text_to_sign(delivery, to, address)));
  codec::JsonWriter out;
  out.begin_object().key("Type").string(type_of(delivery));
  out.key("MessageId").string(delivery.message_id);
  if (delivery.confirmation) out.key("Token").string(to.token);
  out.key("TopicArn").string(topic_arn(delivery.topic));
  if (!delivery.subject.empty()) out.key("Subject").string(delivery.subject);
  out.key("Message").string(message_of(delivery));
  if (delivery.confirmation) {
    out.key("SubscribeURL").string(subscribe_url(delivery, to, address));
  }
  out.key("Timestamp").string(timestamp_of(delivery));
  out.key("SignatureVersion").string(std::to_string(delivery.signature_version));
  out.key("Signature").string(signature);
  out.key("SigningCertURL").string(fmt::format("{}{}", address, kCertificatePath));
  if (!delivery.confirmation) {
    out.key("UnsubscribeURL").string(unsubscribe_url(delivery, to, address));
    if (!delivery.attributes.empty()) write_attributes(out, delivery.attributes);
  }
  out.end_object();
  return out.take();
}

Result<http::Outgoing> request_for(const Delivery& delivery, const Subscription& to,
                                   std::string_view address, MessageSigner& signer) {
  http::Outgoing request{.method = "POST", .url = to.endpoint};
  http::Headers& headers = request.headers;
  headers.add("Content-Type", "text/plain; charset=UTF-8");
  headers.add("User-Agent", "Amazon Simple Notification Service Agent");
  headers.add("x-amz-sns-message-type", type_of(delivery));
  headers.add("x-amz-sns-message-id", delivery.message_id);
  headers.add("x-amz-sns-topic-arn", topic_arn(delivery.topic));
  if (!delivery.confirmation) {
    headers.add("x-amz-sns-subscription-arn", subscription_arn(delivery.topic, to.id));
  }
  if (to.raw && !delivery.confirmation) {
    headers.add("x-amz-sns-rawdelivery", "true");
    request.body = delivery.message;
    return request;
  }
  TM_TRY(request.body, envelope(delivery, to, address, signer));
  return request;
}

}  // namespace tidemark::services
