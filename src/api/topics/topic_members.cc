#include "api/topics/topic_members.h"

#include "codec/base64.h"
#include "codec/json.h"
#include "services/identity/policy.h"
#include "services/topics/filter_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tidemark::api {
namespace {

constexpr std::size_t kArnParts = 6;
constexpr std::size_t kMaxDisplayName = 100;

std::size_t parts_of(std::string_view arn) {
  return static_cast<std::size_t>(std::ranges::count(arn, ':')) + 1;
}

// "an ARN is too short", "it is somebody else's", "it lies elsewhere".
std::optional<Reply> place_problem(const QueryRequest& request, std::string_view member,
                                   std::string_view arn,
                                   const std::optional<services::TopicName>& topic) {
  if (parts_of(arn) < kArnParts) {
    return invalid_topic_parameter(
        request, fmt::format("{} Reason: An ARN must have at least {} elements, not {}", member,
                             kArnParts, parts_of(arn)));
  }
  if (!topic || topic->region != request.call.region) {
    return invalid_topic_parameter(request, member);
  }
  if (topic->account == request.call.account) return std::nullopt;
  const std::string who = request.call.principal.empty()
                              ? fmt::format("arn:aws:iam::{}:root", request.call.account)
                              : request.call.principal;
  return query_refusal(
      request, 403, "AuthorizationError",
      fmt::format("User: {} is not authorized to perform: SNS:{} on resource: {} because no "
                  "resource-based policy allows the SNS:{} action",
                  who, request.operation->name, arn, request.operation->name));
}

Reply missing(const QueryRequest& request, std::string_view member) {
  return invalid_topic_parameter(request,
                                 fmt::format("{} Reason: no value for required parameter", member));
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// Attributes whose effect is not here. An empty value, or what is so anyway, changes nothing.
std::optional<Reply> refused_attribute(const QueryRequest& request,
                                       std::span<const std::string_view> known,
                                       const std::string& name, const std::string& value) {
  if (!is_one_of(name, known)) return invalid_topic_parameter(request, "AttributeName");
  if (value.empty() || value == "false" || value == "PassThrough") return std::nullopt;
  return invalid_topic_parameter(
      request,
      fmt::format("{} Reason: {} is not supported by this version of Tidemark", name, value));
}

std::optional<Reply> set_flag(const QueryRequest& request, const std::string& name,
                              const std::string& value, bool& flag) {
  if (value != "true" && value != "false") {
    return invalid_topic_parameter(
        request, fmt::format("{}: Invalid value [{}]. Must be true or false.", name, value));
  }
  flag = value == "true";
  return std::nullopt;
}

}  // namespace

Reply invalid_topic_parameter(const QueryRequest& request, std::string_view what) {
  return query_refusal(request, 400, "InvalidParameter",
                       fmt::format("Invalid parameter: {}", what));
}

Reply no_topic(const QueryRequest& request) {
  return query_refusal(request, 404, "NotFound", "Topic does not exist");
}

Reply no_subscription(const QueryRequest& request) {
  return query_refusal(request, 404, "NotFound", "Subscription does not exist");
}

Reply topics_failed(const QueryRequest& request, const Error& error) {
  return query_error(request, error);
}

Parsed<services::TopicName> topic_member(const QueryRequest& request, std::string_view member) {
  const std::string* const arn = request.form.find(member);
  if (arn == nullptr) return missing(request, member);
  const auto topic = services::parse_topic_arn(*arn);
  if (auto refusal = place_problem(request, member, *arn, topic)) return *std::move(refusal);
  return *topic;
}

Parsed<services::SubscriptionName> subscription_member(const QueryRequest& request) {
  static constexpr std::string_view kMember = "SubscriptionArn";
  const std::string* const arn = request.form.find(kMember);
  if (arn == nullptr) return missing(request, kMember);
  const auto name = services::parse_subscription_arn(*arn);
  if (!name && parts_of(*arn) >= kArnParts) {
    return invalid_topic_parameter(request, "SubscriptionId");
  }
  const auto topic = name ? std::optional(name->topic) : std::nullopt;
  if (auto refusal = place_problem(request, kMember, *arn, topic)) return *std::move(refusal);
  return *name;
}

Parsed<OpenTopics> open_topics(const QueryRequest& request, Engine& engine) {
  const auto store = engine.regions.open(request.call.region);
  if (!store) return topics_failed(request, store.error());
  const auto topics = services::Topics::of(*store.value());
  if (!topics) return topics_failed(request, topics.error());
  return OpenTopics{*store.value(), topics.value()};
}

std::map<std::string, std::string> attributes_member(const QueryRequest& request) {
  std::map<std::string, std::string> attributes;
  for (const auto& [key, value] : request.form.entries("Attributes")) {
    attributes[key] = value.text() == nullptr ? "" : *value.text();
  }
  return attributes;
}

std::optional<Reply> set_attribute(const QueryRequest& request, services::Topic& topic,
                                   const std::string& name, const std::string& value) {
  static constexpr auto kOthers = std::to_array<std::string_view>(
      {"ApplicationFailureFeedbackRoleArn", "ApplicationSuccessFeedbackRoleArn", "ArchivePolicy",
       "ContentBasedDeduplication", "DeliveryPolicy", "FifoThroughputScope", "FifoTopic",
       "FirehoseFailureFeedbackRoleArn", "FirehoseSuccessFeedbackRoleArn",
       "HTTPFailureFeedbackRoleArn", "HTTPSuccessFeedbackRoleArn", "KmsMasterKeyId",
       "LambdaFailureFeedbackRoleArn", "LambdaSuccessFeedbackRoleArn", "SQSFailureFeedbackRoleArn",
       "SQSSuccessFeedbackRoleArn", "TracingConfig"});
  if (name == "DisplayName") {
    if (value.size() > kMaxDisplayName) return invalid_topic_parameter(request, "DisplayName");
    topic.display_name = value;
    return std::nullopt;
  }
  if (name == "SignatureVersion") {
    if (value != "1" && value != "2") return invalid_topic_parameter(request, "SignatureVersion");
    topic.signature_version = value == "1" ? 1 : 2;
    topic.signature_version_set = true;
    return std::nullopt;
  }
  if (name == "Policy") {
    if (!value.empty()) {
      const auto policy = services::read_policy(value, services::PolicyKind::kResource);
      if (!policy) {
        return invalid_topic_parameter(request,
                                       fmt::format("Policy Reason: {}", policy.error().message));
      }
    }
    topic.policy = value;
    return std::nullopt;
  }
  return refused_attribute(request, kOthers, name, value);
}

std::optional<Reply> set_attribute(const QueryRequest& request, services::Subscription& to,
                                   const std::string& name, const std::string& value) {
  static constexpr auto kOthers = std::to_array<std::string_view>(
      {"DeliveryPolicy", "RedrivePolicy", "ReplayPolicy", "SubscriptionRoleArn"});
  if (name == "RawMessageDelivery") return set_flag(request, name, value, to.raw);
  if (name == "FilterPolicy") {
    to.filter_policy = value == "{}" ? "" : value;
    return std::nullopt;
  }
  if (name == "FilterPolicyScope") {
    if (value != "MessageAttributes" && value != "MessageBody") {
      return invalid_topic_parameter(
          request, fmt::format("FilterPolicyScope: Invalid value [{}]. Please use either "
                               "MessageBody or MessageAttributes",
                               value));
    }
    to.scope = value == "MessageBody" ? services::FilterScope::kMessageBody
                                      : services::FilterScope::kMessageAttributes;
    return std::nullopt;
  }
  return refused_attribute(request, kOthers, name, value);
}

std::optional<Reply> filter_problem(const QueryRequest& request, const services::Subscription& to) {
  if (to.filter_policy.empty()) return std::nullopt;
  const auto policy = services::FilterPolicy::parse(to.filter_policy, to.scope);
  if (policy) return std::nullopt;
  return invalid_topic_parameter(request, fmt::format("FilterPolicy: {}", policy.error().message));
}

Parsed<services::TopicTags> topic_tags(const QueryRequest& request) {
  services::TopicTags tags;
  for (const wire::QueryParameters& tag : request.form.list("Tags")) {
    const std::string* const key = tag.find("Key");
    const std::string* const value = tag.find("Value");
    if (key == nullptr || key->empty() || key->size() > 128 || key->starts_with("aws:")) {
      return invalid_topic_parameter(request,
                                     "Tag keys must have 1 to 128 characters and must not "
                                     "begin with aws:");
    }
    if (value != nullptr && value->size() > 256) {
      return invalid_topic_parameter(request, "Tag values have at most 256 characters");
    }
    if (!tags.emplace(*key, value == nullptr ? "" : *value).second) {
      return invalid_topic_parameter(request, "Duplicated keys are not allowed.");
    }
  }
  if (tags.size() > services::kMaxTopicTags) {
    return query_refusal(request, 400, "TagLimitExceeded",
                         "Could not complete request: tag quota of per resource exceeded");
  }
  return tags;
}

Parsed<std::string> topics_after(const QueryRequest& request) {
  const std::string* const token = request.form.find("NextToken");
  if (token == nullptr || token->empty()) return std::string();
  auto last = codec::from_base64(*token);
  if (auto* text = std::get_if<std::string>(&last)) return std::move(*text);
  return invalid_topic_parameter(request, "NextToken");
}

void write_topics_token(wire::XmlWriter& out, std::string_view last) {
  if (!last.empty()) out.text("NextToken", codec::to_base64(last));
}

void write_entry(wire::XmlWriter& out, std::string_view key, std::string_view value) {
  out.open("entry").text("key", key).text("value", value).close();
}

Handling in_background(const QueryRequest& request, Engine& engine,
                       Reply (*handle)(const QueryRequest&, Engine&)) {
  return BackgroundReply{[request, &engine, handle] { return handle(request, engine); }};
}

}  // namespace tidemark::api
