#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

namespace tidemark::api {
namespace {

Reply list(const QueryRequest& request, const OpenTopics& open,
           const std::optional<std::string>& topic) {
  TM_OR_REPLY(const std::string after, topics_after(request));
  const auto page =
      open.topics.subscriptions(open.store, request.call.account, topic, after, kTopicsPage);
  if (!page) return topics_failed(request, page.error());
  wire::XmlWriter out;
  out.open("Subscriptions");
  for (const services::Subscription& one : page.value().subscriptions) {
    const services::TopicName name{request.call.region, one.owner, one.topic};
    out.open("member");
    out.text("SubscriptionArn",
             one.confirmed ? services::subscription_arn(name, one.id) : "PendingConfirmation");
    out.text("Owner", one.owner);
    out.text("Protocol", one.https ? "https" : "http");
    out.text("Endpoint", one.endpoint);
    out.text("TopicArn", services::topic_arn(name)).close();
  }
  out.close();
  write_topics_token(out, page.value().next);
  return query_reply(request, out.take());
}

Reply list_all(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  return list(request, open, std::nullopt);
}

Reply list_of_topic(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName topic, topic_member(request, "TopicArn"));
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto found = open.topics.find(open.store, topic);
  if (!found) return topics_failed(request, found.error());
  if (!found.value()) return no_topic(request);
  return list(request, open, topic.name);
}

Handling handle_all(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, list_all);
}

Handling handle_of_topic(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, list_of_topic);
}

}  // namespace

const QueryOperation kListSubscriptions{
    .name = "ListSubscriptions", .honoured = "NextToken", .handle = handle_all};
const QueryOperation kListSubscriptionsByTopic{.name = "ListSubscriptionsByTopic",
                                               .honoured = "TopicArn NextToken",
                                               .handle = handle_of_topic};

}  // namespace tidemark::api
