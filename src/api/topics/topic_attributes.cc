#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

// What AWS gives a topic without a policy of its own: its owner may use it.
std::string default_policy(const services::TopicName& topic) {
  return fmt::format(
      R"({{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{{"AWS":"*"}},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"{}","Condition":{{"StringEquals":{{"AWS:SourceOwner":"{}"}}}}}}]}})",
      services::topic_arn(topic), topic.account);
}

// What happens here when a receiver does not take a message (services/topics/deliveries.h), in
// AWS's words: doubling from a second to five minutes, for an hour.
constexpr std::string_view kEffectiveDelivery =
    R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":300,"numRetries":19,"numMaxDelayRetries":10,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"exponential"},"disableSubscriptionOverrides":true,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}})";

Reply get(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName name, topic_member(request, "TopicArn"));
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto found = open.topics.find(open.store, name);
  if (!found) return topics_failed(request, found.error());
  if (!found.value()) return no_topic(request);
  const auto counts = open.topics.counts(open.store, name);
  if (!counts) return topics_failed(request, counts.error());
  const services::Topic& topic = *found.value();
  wire::XmlWriter out;
  out.open("Attributes");
  write_entry(out, "DisplayName", topic.display_name);
  write_entry(out, "EffectiveDeliveryPolicy", kEffectiveDelivery);
  write_entry(out, "Owner", name.account);
  write_entry(out, "Policy", topic.policy.empty() ? default_policy(name) : topic.policy);
  if (topic.signature_version_set) {
    write_entry(out, "SignatureVersion", std::to_string(topic.signature_version));
  }
  write_entry(out, "SubscriptionsConfirmed", std::to_string(counts.value().confirmed));
  write_entry(out, "SubscriptionsDeleted", std::to_string(topic.subscriptions_deleted));
  write_entry(out, "SubscriptionsPending", std::to_string(counts.value().pending));
  write_entry(out, "TopicArn", services::topic_arn(name));
  out.close();
  return query_reply(request, out.take());
}

Reply set(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName name, topic_member(request, "TopicArn"));
  const std::string* const attribute = request.form.find("AttributeName");
  const std::string* const sent = request.form.find("AttributeValue");
  const std::string value = sent == nullptr ? "" : *sent;
  if (attribute == nullptr) return invalid_topic_parameter(request, "AttributeName");
  services::Topic trial;
  if (auto refusal = set_attribute(request, trial, *attribute, value)) return *std::move(refusal);
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto there = open.topics.change(open.store, name, [&](services::Topic& topic) {
    set_attribute(request, topic, *attribute, value);
  });
  if (!there) return topics_failed(request, there.error());
  if (!there.value()) return no_topic(request);
  return query_reply(request);
}

Handling handle_get(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, get);
}

Handling handle_set(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, set);
}

}  // namespace

const QueryOperation kGetTopicAttributes{
    .name = "GetTopicAttributes", .honoured = "TopicArn", .handle = handle_get};
const QueryOperation kSetTopicAttributes{.name = "SetTopicAttributes",
                                         .honoured = "TopicArn",
                                         .partly = "AttributeName AttributeValue",
                                         .handle = handle_set};

}  // namespace tidemark::api
