#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

namespace tidemark::api {
namespace {

Reply confirm(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName topic, topic_member(request, "TopicArn"));
  const std::string* const token = request.form.find("Token");
  if (token == nullptr) return invalid_topic_parameter(request, "Token");
  const std::string* const guarded = request.form.find("AuthenticateOnUnsubscribe");
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto answer = open.topics.confirm(open.store, topic, *token, true,
                                          guarded != nullptr && *guarded == "true");
  if (!answer) return topics_failed(request, answer.error());
  if (std::holds_alternative<services::NoTopic>(answer.value())) return no_topic(request);
  if (std::holds_alternative<services::BadToken>(answer.value())) {
    return invalid_topic_parameter(request, "Token");
  }
  wire::XmlWriter out;
  out.text("SubscriptionArn",
           services::subscription_arn(topic, std::get<services::Subscription>(answer.value()).id));
  return query_reply(request, out.take());
}

Handling handle(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, confirm);
}

}  // namespace

const QueryOperation kConfirmSubscription{.name = "ConfirmSubscription",
                                          .honoured = "TopicArn Token AuthenticateOnUnsubscribe",
                                          .handle = handle};

}  // namespace tidemark::api
