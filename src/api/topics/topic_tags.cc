#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

namespace tidemark::api {
namespace {

Reply no_resource(const QueryRequest& request) {
  return query_refusal(request, 404, "ResourceNotFound", "Resource does not exist");
}

Reply change(const QueryRequest& request, Engine& engine,
             const std::function<void(services::TopicTags&)>& change) {
  TM_OR_REPLY(const services::TopicName name, topic_member(request, "ResourceArn"));
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  bool too_many = false;
  const auto there = open.topics.change(open.store, name, [&](services::Topic& topic) {
    services::TopicTags tags = topic.tags;
    change(tags);
    too_many = tags.size() > services::kMaxTopicTags;
    if (!too_many) topic.tags = std::move(tags);
  });
  if (!there) return topics_failed(request, there.error());
  if (!there.value()) return no_resource(request);
  if (too_many) {
    return query_refusal(request, 400, "TagLimitExceeded",
                         "Could not complete request: tag quota of per resource exceeded");
  }
  return query_reply(request, "");
}

Reply tag(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicTags wanted, topic_tags(request));
  return change(request, engine, [&](services::TopicTags& tags) {
    for (const auto& [key, value] : wanted) tags[key] = value;
  });
}

Reply untag(const QueryRequest& request, Engine& engine) {
  return change(request, engine, [&](services::TopicTags& tags) {
    for (const wire::QueryParameters& key : request.form.list("TagKeys")) {
      if (key.text() != nullptr) tags.erase(*key.text());
    }
  });
}

Reply list(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName name, topic_member(request, "ResourceArn"));
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto found = open.topics.find(open.store, name);
  if (!found) return topics_failed(request, found.error());
  if (!found.value()) return no_resource(request);
  wire::XmlWriter out;
  out.open("Tags");
  for (const auto& [key, value] : found.value()->tags) {
    out.open("member").text("Key", key).text("Value", value).close();
  }
  out.close();
  return query_reply(request, out.take());
}

Handling handle_tag(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, tag);
}

Handling handle_untag(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, untag);
}

Handling handle_list(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, list);
}

}  // namespace

const QueryOperation kTagTopic{
    .name = "TagResource", .honoured = "ResourceArn Tags", .handle = handle_tag};
const QueryOperation kUntagTopic{
    .name = "UntagResource", .honoured = "ResourceArn TagKeys", .handle = handle_untag};
const QueryOperation kListTagsForTopic{
    .name = "ListTagsForResource", .honoured = "ResourceArn", .handle = handle_list};

}  // namespace tidemark::api
