#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

namespace tidemark::api {
namespace {

// One that is gone already is no error.
Reply unsubscribe(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::SubscriptionName name, subscription_member(request));
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto answer = open.topics.unsubscribe(open.store, name, true);
  if (!answer) return topics_failed(request, answer.error());
  return query_reply(request);
}

Handling handle(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, unsubscribe);
}

}  // namespace

const QueryOperation kUnsubscribe{
    .name = "Unsubscribe", .honoured = "SubscriptionArn", .handle = handle};

}  // namespace tidemark::api
