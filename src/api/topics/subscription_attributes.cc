#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

namespace tidemark::api {
namespace {

std::string_view truth(bool value) {
  return value ? "true" : "false";
}

Reply get(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::SubscriptionName name, subscription_member(request));
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto found = open.topics.subscription(open.store, name);
  if (!found) return topics_failed(request, found.error());
  if (!found.value()) return no_subscription(request);
  const services::Subscription& one = *found.value();
  wire::XmlWriter out;
  out.open("Attributes");
  write_entry(out, "ConfirmationWasAuthenticated", truth(one.confirmed_with_signature));
  write_entry(out, "Endpoint", one.endpoint);
  if (!one.filter_policy.empty()) {
    write_entry(out, "FilterPolicy", one.filter_policy);
    write_entry(
        out, "FilterPolicyScope",
        one.scope == services::FilterScope::kMessageBody ? "MessageBody" : "MessageAttributes");
  }
  write_entry(out, "Owner", one.owner);
  write_entry(out, "PendingConfirmation", truth(!one.confirmed));
  write_entry(out, "Protocol", one.https ? "https" : "http");
  write_entry(out, "RawMessageDelivery", truth(one.raw));
  write_entry(out, "SubscriptionArn", services::subscription_arn(name.topic, one.id));
  write_entry(out, "SubscriptionPrincipal", one.principal);
  write_entry(out, "TopicArn", services::topic_arn(name.topic));
  out.close();
  return query_reply(request, out.take());
}

Reply set(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::SubscriptionName name, subscription_member(request));
  const std::string* const attribute = request.form.find("AttributeName");
  const std::string* const sent = request.form.find("AttributeValue");
  const std::string value = sent == nullptr ? "" : *sent;
  if (attribute == nullptr) return invalid_topic_parameter(request, "AttributeName");
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto found = open.topics.subscription(open.store, name);
  if (!found) return topics_failed(request, found.error());
  if (!found.value()) return no_subscription(request);
  services::Subscription trial = *found.value();
  if (auto refusal = set_attribute(request, trial, *attribute, value)) return *std::move(refusal);
  if (auto refusal = filter_problem(request, trial)) return *std::move(refusal);
  const auto there = open.topics.change_subscription(
      open.store, name,
      [&](services::Subscription& one) { set_attribute(request, one, *attribute, value); });
  if (!there) return topics_failed(request, there.error());
  if (!there.value()) return no_subscription(request);
  return query_reply(request);
}

Handling handle_get(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, get);
}

Handling handle_set(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, set);
}

}  // namespace

const QueryOperation kGetSubscriptionAttributes{
    .name = "GetSubscriptionAttributes", .honoured = "SubscriptionArn", .handle = handle_get};
const QueryOperation kSetSubscriptionAttributes{.name = "SetSubscriptionAttributes",
                                                .honoured = "SubscriptionArn",
                                                .partly = "AttributeName AttributeValue",
                                                .handle = handle_set};

}  // namespace tidemark::api
