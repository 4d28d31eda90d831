#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

namespace tidemark::api {
namespace {

Reply list(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const std::string after, topics_after(request));
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  auto found = open.topics.list(open.store, request.call.account, after, kTopicsPage + 1);
  if (!found) return topics_failed(request, found.error());
  std::vector<services::Topic>& topics = found.value();
  const bool more = topics.size() > kTopicsPage;
  if (more) topics.pop_back();
  wire::XmlWriter out;
  out.open("Topics");
  for (const services::Topic& one : topics) {
    const services::TopicName name{request.call.region, request.call.account, one.name};
    out.open("member").text("TopicArn", services::topic_arn(name)).close();
  }
  out.close();
  if (more) write_topics_token(out, topics.back().name);
  return query_reply(request, out.take());
}

Handling handle(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, list);
}

}  // namespace

const QueryOperation kListTopics{.name = "ListTopics", .honoured = "NextToken", .handle = handle};

}  // namespace tidemark::api
