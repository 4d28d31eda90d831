#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

namespace tidemark::api {
namespace {

Reply remove(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName topic, topic_member(request, "TopicArn"));
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const Status removed = open.topics.remove(open.store, topic);
  if (!removed) return topics_failed(request, removed.error());
  return query_reply(request);
}

Handling handle(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, remove);
}

}  // namespace

const QueryOperation kDeleteTopic{.name = "DeleteTopic", .honoured = "TopicArn", .handle = handle};

}  // namespace tidemark::api
