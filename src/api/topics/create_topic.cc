#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

#include <algorithm>
#include <cctype>

namespace tidemark::api {
namespace {

constexpr std::size_t kMaxName = 256;

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  });
}

Reply create(const QueryRequest& request, Engine& engine) {
  const std::string* const name = request.form.find("Name");
  const auto attributes = attributes_member(request);
  if (name != nullptr && name->ends_with(".fifo")) {
    return invalid_topic_parameter(
        request, "Name Reason: FIFO topics are not supported by this version of Tidemark");
  }
  if (name == nullptr || !is_name(*name)) return invalid_topic_parameter(request, "Topic Name");
  services::Topic wanted;
  for (const auto& [key, value] : attributes) {
    if (auto refusal = set_attribute(request, wanted, key, value)) return *std::move(refusal);
  }
  TM_OR_REPLY(wanted.tags, topic_tags(request));
  const services::TopicName topic{request.call.region, request.call.account, *name};
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto answer = open.topics.create(open.store, topic, wanted);
  if (!answer) return topics_failed(request, answer.error());
  if (std::holds_alternative<services::OtherAttributes>(answer.value())) {
    return invalid_topic_parameter(
        request, "Attributes Reason: Topic already exists with different attributes");
  }
  if (std::holds_alternative<services::OtherTags>(answer.value())) {
    return invalid_topic_parameter(request,
                                   "Tags Reason: Topic already exists with different tags");
  }
  wire::XmlWriter out;
  out.text("TopicArn", services::topic_arn(topic));
  return query_reply(request, out.take());
}

Handling handle(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, create);
}

}  // namespace

const QueryOperation kCreateTopic{.name = "CreateTopic",
                                  .honoured = "Name Tags",
                                  .refused = "DataProtectionPolicy",
                                  .partly = "Attributes",
                                  .handle = handle};

}  // namespace tidemark::api
