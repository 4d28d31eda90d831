#include "api/topics/operations.h"
#include "api/topics/publication.h"
#include "api/topics/topic_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace tidemark::api {
namespace {

constexpr std::size_t kMaxEntries = 10;
constexpr std::size_t kMaxEntryId = 80;

Parsed<services::TopicName> published_to(const QueryRequest& request) {
  if (request.form.has("TopicArn")) return topic_member(request, "TopicArn");
  if (request.form.has("TargetArn")) return topic_member(request, "TargetArn");
  return invalid_topic_parameter(request,
                                 "TopicArn or TargetArn Reason: no value for required parameter");
}

Reply publish(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName topic, published_to(request));
  ReadPublication read = read_publication(request.form, topic);
  if (const auto* problem = std::get_if<PublicationProblem>(&read)) {
    return query_refusal(request, 400, problem->code, problem->message);
  }
  auto& publication = std::get<services::Publication>(read);
  publication.message_id = engine.random.uuid();
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto there = open.topics.publish(open.store, topic, {publication});
  if (!there) return topics_failed(request, there.error());
  if (!there.value()) return no_topic(request);
  engine.jobs.poke();
  wire::XmlWriter out;
  out.text("MessageId", publication.message_id);
  return query_reply(request, out.take());
}

bool is_entry_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxEntryId && std::ranges::all_of(id, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  });
}

std::string id_of(const wire::QueryParameters& entry) {
  const std::string* const id = entry.find("Id");
  return id == nullptr ? "" : *id;
}

std::optional<Reply> batch_problem(const QueryRequest& request,
                                   const std::vector<wire::QueryParameters>& entries) {
  if (entries.empty()) {
    return query_refusal(request, 400, "EmptyBatchRequest",
                         "The batch request doesn't contain any entries.");
  }
  if (entries.size() > kMaxEntries) {
    return query_refusal(request, 400, "TooManyEntriesInBatchRequest",
                         "The batch request contains more entries than permissible.");
  }
  std::set<std::string> ids;
  for (const wire::QueryParameters& entry : entries) {
    if (!is_entry_id(id_of(entry))) {
      return query_refusal(
          request, 400, "InvalidBatchEntryId",
          "The Id of a batch entry in a batch request doesn't abide by the specification.");
    }
    if (!ids.insert(id_of(entry)).second) {
      return query_refusal(request, 400, "BatchEntryIdsNotDistinct",
                           "Two or more batch entries in the request have the same Id.");
    }
  }
  return std::nullopt;
}

// What of a batch can be published, and why the rest can not.
struct Batch {
  std::vector<services::Publication> publications;
  std::vector<std::string> ids;
  std::vector<std::pair<std::string, PublicationProblem>> failed;
  std::size_t bytes = 0;
};

Batch read_batch(const std::vector<wire::QueryParameters>& entries,
                 const services::TopicName& topic, Random& random) {
  Batch batch;
  for (const wire::QueryParameters& entry : entries) {
    ReadPublication read = read_publication(entry, topic);
    if (auto* problem = std::get_if<PublicationProblem>(&read)) {
      batch.failed.emplace_back(id_of(entry), std::move(*problem));
      continue;
    }
    auto& publication = std::get<services::Publication>(read);
    publication.message_id = random.uuid();
    batch.bytes += bytes_of(publication);
    batch.ids.push_back(id_of(entry));
    batch.publications.push_back(std::move(publication));
  }
  return batch;
}

std::string xml_of(const Batch& batch) {
  wire::XmlWriter out;
  out.open("Successful");
  for (std::size_t i = 0; i < batch.ids.size(); ++i) {
    out.open("member").text("Id", batch.ids[i]);
    out.text("MessageId", batch.publications[i].message_id).close();
  }
  out.close().open("Failed");
  for (const auto& [id, problem] : batch.failed) {
    out.open("member").text("Id", id).text("Code", problem.code);
    out.text("Message", problem.message).flag("SenderFault", true).close();
  }
  out.close();
  return out.take();
}

Reply publish_batch(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName topic, topic_member(request, "TopicArn"));
  const auto entries = request.form.list("PublishBatchRequestEntries");
  if (auto refusal = batch_problem(request, entries)) return *std::move(refusal);
  const Batch batch = read_batch(entries, topic, engine.random);
  if (batch.bytes > kMaxPublishBytes) {
    return query_refusal(
        request, 400, "BatchRequestTooLong",
        "The length of all the batch messages put together is more than the limit.");
  }
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto there = open.topics.publish(open.store, topic, batch.publications);
  if (!there) return topics_failed(request, there.error());
  if (!there.value()) return no_topic(request);
  engine.jobs.poke();
  return query_reply(request, xml_of(batch));
}

Handling handle(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, publish);
}

Handling handle_batch(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, publish_batch);
}

}  // namespace

const QueryOperation kPublish{
    .name = "Publish",
    .honoured = "TopicArn TargetArn Message Subject MessageStructure MessageAttributes",
    .refused = "PhoneNumber MessageDeduplicationId MessageGroupId",
    .handle = handle};
const QueryOperation kPublishBatch{.name = "PublishBatch",
                                   .honoured = "TopicArn PublishBatchRequestEntries",
                                   .handle = handle_batch};

}  // namespace tidemark::api
