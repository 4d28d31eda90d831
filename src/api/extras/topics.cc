#include "api/extras/extra.h"
#include "api/services.h"
#include "api/topics/operations.h"
#include "api/topics/topic_members.h"
#include "services/topics/deliveries.h"

namespace tidemark::api {
namespace {

// What a link in a message says, as the form that the SDKs send.
QueryRequest as_query(const ExtraRequest& request, const QueryOperation& operation,
                      const services::TopicName& topic) {
  QueryRequest query{.call = {}, .form = {}, .service = &kTopicsService, .operation = &operation};
  query.call.account = topic.account;
  query.call.region = topic.region;
  auto form = wire::QueryParameters::parse(request.call.query);
  if (form) query.form = std::move(form).value();
  return query;
}

Parsed<OpenTopics> topics_there(const QueryRequest& query, Engine& engine) {
  // A link must not make a store for a region that has none.
  if (engine.regions.find(query.call.region) == nullptr) return no_topic(query);
  return open_topics(query, engine);
}

Reply confirm(const QueryRequest& query, const services::TopicName& topic, Engine& engine) {
  TM_OR_REPLY(const OpenTopics open, topics_there(query, engine));
  const std::string* const token = query.form.find("Token");
  const auto answer =
      open.topics.confirm(open.store, topic, token == nullptr ? "" : *token, false, false);
  if (!answer) return topics_failed(query, answer.error());
  if (std::holds_alternative<services::NoTopic>(answer.value())) return no_topic(query);
  if (std::holds_alternative<services::BadToken>(answer.value())) {
    return invalid_topic_parameter(query, "Token");
  }
  wire::XmlWriter out;
  out.text("SubscriptionArn",
           services::subscription_arn(topic, std::get<services::Subscription>(answer.value()).id));
  return query_reply(query, out.take());
}

Reply unsubscribe(const QueryRequest& query, const services::SubscriptionName& name,
                  Engine& engine) {
  TM_OR_REPLY(const OpenTopics open, topics_there(query, engine));
  const auto answer = open.topics.unsubscribe(open.store, name, false);
  if (!answer) return topics_failed(query, answer.error());
  if (std::holds_alternative<services::NeedsSignature>(answer.value())) {
    return query_refusal(query, 403, "AuthorizationError",
                         "This subscription is ended by its owner only");
  }
  return query_reply(query);
}

std::string in_query(const ExtraRequest& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

}  // namespace

Handling confirm_by_link(const ExtraRequest& request, Engine& engine) {
  const auto topic = services::parse_topic_arn(in_query(request, "TopicArn"));
  if (!topic) return extra_error(400, "TopicArn names no topic");
  return BackgroundReply{[query = as_query(request, kConfirmSubscription, *topic), topic = *topic,
                          &engine] { return confirm(query, topic, engine); }};
}

Handling unsubscribe_by_link(const ExtraRequest& request, Engine& engine) {
  const auto name = services::parse_subscription_arn(in_query(request, "SubscriptionArn"));
  if (!name) return extra_error(400, "SubscriptionArn names no subscription");
  return BackgroundReply{[query = as_query(request, kUnsubscribe, name->topic), name = *name,
                          &engine] { return unsubscribe(query, name, engine); }};
}

// Made when it is first asked for, which takes a while.
Handling signing_certificate(const ExtraRequest&, Engine& engine) {
  return BackgroundReply{[&engine]() -> Reply {
    if (engine.services == nullptr || engine.services->deliveries == nullptr) {
      return extra_error(404, "nothing is signed here");
    }
    auto pem = engine.services->deliveries->signer().certificate();
    if (!pem) return extra_error(pem.error());
    return {.body = std::move(pem).value(), .content_type = "application/x-pem-file"};
  }};
}

}  // namespace tidemark::api
