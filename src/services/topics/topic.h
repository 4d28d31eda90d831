// Topics of SNS, who listens to them, and what is on its way to whom.
// Format: docs/formats/topics.md.
// Source: Amazon SNS API reference, "SetTopicAttributes" and "SetSubscriptionAttributes" (read
// 2026-11-21).
#pragma once

#include "base/result.h"
#include "base/timestamp.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

struct TopicName {
  std::string region{};
  std::string account{};
  std::string name{};
  friend bool operator==(const TopicName&, const TopicName&) = default;
};

// "arn:aws:sns:eu-west-1:123456789012:backups"
std::string topic_arn(const TopicName& topic);
std::optional<TopicName> parse_topic_arn(std::string_view arn);

using TopicTags = std::map<std::string, std::string>;

struct Topic {
  std::string name{};
  std::string display_name{};
  std::string policy{};  // empty: the default one
  std::uint8_t signature_version = 1;
  bool signature_version_set = false;  // shown only when it was
  TopicTags tags{};
  std::uint64_t subscriptions_deleted = 0;
  Timestamp created_at{};
  friend bool operator==(const Topic&, const Topic&) = default;
};

enum class FilterScope : std::uint8_t { kMessageAttributes, kMessageBody };

struct Subscription {
  std::string id{};         // UUID, the end of its ARN
  std::string topic{};      // its name
  std::string owner{};      // account, the topic's too
  std::string principal{};  // ARN of who subscribed
  bool https = false;
  std::string endpoint{};  // URL
  bool confirmed = false;
  bool confirmed_with_signature = false;
  bool unsubscribe_needs_signature = false;
  std::string token{};
  bool raw = false;
  std::string filter_policy{};  // JSON text; empty: everything
  FilterScope scope = FilterScope::kMessageAttributes;
  Timestamp created_at{};
  friend bool operator==(const Subscription&, const Subscription&) = default;
};

std::string subscription_arn(const TopicName& topic, std::string_view id);

struct SubscriptionName {
  TopicName topic{};
  std::string id{};
};

std::optional<SubscriptionName> parse_subscription_arn(std::string_view arn);

struct MessageAttribute {
  std::string name{};
  std::string type{};  // "String", "Number", "Binary", "String.Array", or one of these with ".more"
  std::string value{};  // of Binary: base64
  friend bool operator==(const MessageAttribute&, const MessageAttribute&) = default;
};

// What is on its way to one subscription.
struct Delivery {
  bool confirmation = false;  // else a notification
  std::string message_id{};
  TopicName topic{};
  std::string subject{};  // empty: none
  std::string message{};
  std::vector<MessageAttribute> attributes{};
  std::uint8_t signature_version = 1;
  Timestamp published_at{};
  friend bool operator==(const Delivery&, const Delivery&) = default;
};

std::string encode(const Topic& topic);
std::string encode(const Subscription& subscription);
std::string encode(const Delivery& delivery);
// Errors: kCorrupt
Result<Topic> decode_topic(std::string_view bytes);
Result<Subscription> decode_subscription(std::string_view bytes);
Result<Delivery> decode_delivery(std::string_view bytes);

}  // namespace tidemark::services
