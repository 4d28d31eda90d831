// What operations of SNS share: ARNs, attributes, tags, pages, and how things are refused.
#pragma once

#include "api/parsed.h"
#include "api/query/operation.h"
#include "api/query/reply.h"
#include "services/topics/topics.h"
#include "wire/xml_writer.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

// How many topics or subscriptions a page has. Source: Amazon SNS API reference, "ListTopics".
inline constexpr std::size_t kTopicsPage = 100;

// 400 InvalidParameter "Invalid parameter: <what>".
Reply invalid_topic_parameter(const QueryRequest& request, std::string_view what);
// 404 NotFound.
Reply no_topic(const QueryRequest& request);
Reply no_subscription(const QueryRequest& request);
Reply topics_failed(const QueryRequest& request, const Error& error);

// A member that names a topic of the caller's own, in the region that is asked.
Parsed<services::TopicName> topic_member(const QueryRequest& request, std::string_view member);
Parsed<services::SubscriptionName> subscription_member(const QueryRequest& request);

// Where the region's topics are; made if need be.
struct OpenTopics {
  storage::Store& store;
  services::Topics topics;
};

Parsed<OpenTopics> open_topics(const QueryRequest& request, Engine& engine);

// The map Attributes.
std::map<std::string, std::string> attributes_member(const QueryRequest& request);

// Sets one attribute of a topic or of a subscription; the refusal says why not.
std::optional<Reply> set_attribute(const QueryRequest& request, services::Topic& topic,
                                   const std::string& name, const std::string& value);
std::optional<Reply> set_attribute(const QueryRequest& request, services::Subscription& to,
                                   const std::string& name, const std::string& value);

// The filter policy is looked at when its scope is known.
std::optional<Reply> filter_problem(const QueryRequest& request, const services::Subscription& to);

// The member Tags; keys must differ.
Parsed<services::TopicTags> topic_tags(const QueryRequest& request);

// The rest of a list, from a token and to one.
Parsed<std::string> topics_after(const QueryRequest& request);
void write_topics_token(wire::XmlWriter& out, std::string_view last);

void write_entry(wire::XmlWriter& out, std::string_view key, std::string_view value);

// To be run where it may wait for the disk.
Handling in_background(const QueryRequest& request, Engine& engine,
                       Reply (*handle)(const QueryRequest&, Engine&));

}  // namespace tidemark::api
