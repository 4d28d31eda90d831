// A message in a request: of Publish, or an entry of PublishBatch.
#pragma once

#include "api/parsed.h"
#include "api/query/operation.h"
#include "services/topics/topics.h"

#include <string>

namespace tidemark::api {

// Largest message with its attributes, and all entries of a batch together.
// Source: Amazon SNS API reference, "Publish" (read 2026-11-21).
inline constexpr std::size_t kMaxPublishBytes = 256u << 10;

// What is wrong, with AWS's name for it.
struct PublicationProblem {
  std::string code;
  std::string message;
};

using ReadPublication = std::variant<services::Publication, PublicationProblem>;

// Reads Message, Subject, MessageStructure and MessageAttributes beneath `form`.
ReadPublication read_publication(const wire::QueryParameters& form,
                                 const services::TopicName& topic);

// Message and attributes, as AWS counts them.
std::size_t bytes_of(const services::Publication& publication);

}  // namespace tidemark::api
