#include "services/topics/topic.h"

#include "codec/row_bytes.h"

#include <fmt/format.h>

#include <array>

namespace tidemark::services {
namespace {

constexpr std::uint8_t kVersion = 1;

void check_version(codec::RowReader& in) {
  if (in.byte() != kVersion && !in.damaged()) in.fail_with("its version is not known");
}

void write(codec::RowWriter& out, const TopicName& topic) {
  out.text(topic.region);
  out.text(topic.account);
  out.text(topic.name);
}

TopicName read_name(codec::RowReader& in) {
  TopicName topic;
  topic.region = in.text();
  topic.account = in.text();
  topic.name = in.text();
  return topic;
}

// The first parts of an ARN, and the rest as the last one.
template <std::size_t N>
std::optional<std::array<std::string, N>> parts_of(std::string_view arn) {
  std::array<std::string, N> parts;
  for (std::size_t i = 0; i + 1 < N; ++i) {
    const auto colon = arn.find(':');
    if (colon == arn.npos) return std::nullopt;
    parts[i] = arn.substr(0, colon);
    arn.remove_prefix(colon + 1);
  }
  parts[N - 1] = arn;
  if (parts[0] != "arn" || parts[1] != "aws" || parts[2] != "sns") return std::nullopt;
  for (const std::string& part : parts) {
    if (part.empty()) return std::nullopt;
  }
  return parts[N - 1].find(':') == std::string::npos ? std::optional(parts) : std::nullopt;
}

}  // namespace

std::string topic_arn(const TopicName& topic) {
  return fmt::format("arn:aws:sns:{}:{}:{}", topic.region, topic.account, topic.name);
}

std::optional<TopicName> parse_topic_arn(std::string_view arn) {
  const auto parts = parts_of<6>(arn);
  if (!parts) return std::nullopt;
  return TopicName{(*parts)[3], (*parts)[4], (*parts)[5]};
}

std::string subscription_arn(const TopicName& topic, std::string_view id) {
  return fmt::format("{}:{}", topic_arn(topic), id);
}

std::optional<SubscriptionName> parse_subscription_arn(std::string_view arn) {
  const auto parts = parts_of<7>(arn);
  if (!parts) return std::nullopt;
  return SubscriptionName{{(*parts)[3], (*parts)[4], (*parts)[5]}, (*parts)[6]};
}

std::string encode(const Topic& topic) {
  codec::RowWriter out;
  out.byte(kVersion);
  out.text(topic.name);
  out.text(topic.display_name);
  out.text(topic.policy);
  out.byte(topic.signature_version);
  out.flag(topic.signature_version_set);
  out.varint(topic.tags.size());
  for (const auto& [key, value] : topic.tags) {
    out.text(key);
    out.text(value);
  }
  out.varint(topic.subscriptions_deleted);
  out.instant(topic.created_at);
  return out.take();
}

Result<Topic> decode_topic(std::string_view bytes) {
  codec::RowReader in(bytes, "a topic");
  check_version(in);
  Topic topic;
  topic.name = in.text();
  topic.display_name = in.text();
  topic.policy = in.text();
  topic.signature_version = in.byte(2);
  topic.signature_version_set = in.flag();
  for (std::uint64_t left = in.varint(); left > 0 && !in.damaged(); --left) {
    std::string key = in.text();
    topic.tags[std::move(key)] = in.text();
  }
  topic.subscriptions_deleted = in.varint();
  topic.created_at = in.instant();
  TM_TRY_STATUS(in.status());
  return topic;
}

std::string encode(const Subscription& subscription) {
  codec::RowWriter out;
  out.byte(kVersion);
  out.text(subscription.id);
  out.text(subscription.topic);
  out.text(subscription.owner);
  out.text(subscription.principal);
  out.flag(subscription.https);
  out.text(subscription.endpoint);
  out.flag(subscription.confirmed);
  out.flag(subscription.confirmed_with_signature);
  out.flag(subscription.unsubscribe_needs_signature);
  out.text(subscription.token);
  out.flag(subscription.raw);
  out.text(subscription.filter_policy);
  out.byte(static_cast<std::uint8_t>(subscription.scope));
  out.instant(subscription.created_at);
  return out.take();
}

Result<Subscription> decode_subscription(std::string_view bytes) {
  codec::RowReader in(bytes, "a subscription");
  check_version(in);
  Subscription subscription;
  subscription.id = in.text();
  subscription.topic = in.text();
  subscription.owner = in.text();
  subscription.principal = in.text();
  subscription.https = in.flag();
  subscription.endpoint = in.text();
  subscription.confirmed = in.flag();
  subscription.confirmed_with_signature = in.flag();
  subscription.unsubscribe_needs_signature = in.flag();
  subscription.token = in.text();
  subscription.raw = in.flag();
  subscription.filter_policy = in.text();
  subscription.scope = static_cast<FilterScope>(in.byte(1));
  subscription.created_at = in.instant();
  TM_TRY_STATUS(in.status());
  return subscription;
}

std::string encode(const Delivery& delivery) {
  codec::RowWriter out;
  out.byte(kVersion);
  out.flag(delivery.confirmation);
  out.text(delivery.message_id);
  write(out, delivery.topic);
  out.text(delivery.subject);
  out.text(delivery.message);
  out.list(delivery.attributes, [](codec::RowWriter& to, const MessageAttribute& one) {
    to.text(one.name);
    to.text(one.type);
    to.text(one.value);
  });
  out.byte(delivery.signature_version);
  out.instant(delivery.published_at);
  return out.take();
}

Result<Delivery> decode_delivery(std::string_view bytes) {
  codec::RowReader in(bytes, "a message on its way");
  check_version(in);
  Delivery delivery;
  delivery.confirmation = in.flag();
  delivery.message_id = in.text();
  delivery.topic = read_name(in);
  delivery.subject = in.text();
  delivery.message = in.text();
  delivery.attributes = in.list([](codec::RowReader& from) {
    MessageAttribute one;
    one.name = from.text();
    one.type = from.text();
    one.value = from.text();
    return one;
  });
  delivery.signature_version = in.byte(2);
  delivery.published_at = in.instant();
  TM_TRY_STATUS(in.status());
  return delivery;
}

}  // namespace tidemark::services
