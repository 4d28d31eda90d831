#include "api/topics/operations.h"
#include "api/topics/topic_members.h"

#include <fmt/format.h>

#include <array>

namespace tidemark::api {
namespace {

constexpr std::size_t kTokenDigits = 128;

constexpr std::array<std::string_view, 7> kOtherProtocols{"email",  "email-json",  "sms",     "sqs",
                                                          "lambda", "application", "firehose"};

std::optional<Reply> protocol_problem(const QueryRequest& request, const std::string& protocol) {
  if (protocol == "http" || protocol == "https") return std::nullopt;
  const bool known = std::ranges::find(kOtherProtocols, protocol) != kOtherProtocols.end();
  if (!known) {
    return invalid_topic_parameter(
        request, fmt::format("Amazon SNS does not support this protocol string: {}", protocol));
  }
  return invalid_topic_parameter(request,
                                 fmt::format("Protocol Reason: {} is not supported by this version "
                                             "of Tidemark; http and https are",
                                             protocol));
}

std::optional<Reply> endpoint_problem(const QueryRequest& request, const std::string& protocol,
                                      const std::string* endpoint) {
  const std::string scheme = protocol + "://";
  if (endpoint == nullptr || endpoint->empty()) return invalid_topic_parameter(request, "Endpoint");
  if (!endpoint->starts_with(scheme)) {
    return invalid_topic_parameter(request, "Endpoint must match the specified protocol");
  }
  const bool plain = endpoint->find_first_of(" \t\r\n") == endpoint->npos;
  if (endpoint->size() == scheme.size() || !plain) {
    return invalid_topic_parameter(request, "Endpoint");
  }
  return std::nullopt;
}

Reply subscribe(const QueryRequest& request, Engine& engine) {
  TM_OR_REPLY(const services::TopicName topic, topic_member(request, "TopicArn"));
  const std::string* const protocol = request.form.find("Protocol");
  const std::string* const endpoint = request.form.find("Endpoint");
  if (protocol == nullptr) return invalid_topic_parameter(request, "Protocol");
  if (auto refusal = protocol_problem(request, *protocol)) return *std::move(refusal);
  if (auto refusal = endpoint_problem(request, *protocol, endpoint)) return *std::move(refusal);
  services::Subscription wanted{.id = engine.random.uuid(),
                                .principal = request.call.principal,
                                .https = *protocol == "https",
                                .endpoint = *endpoint,
                                .token = engine.random.hex(kTokenDigits)};
  if (wanted.principal.empty()) {
    wanted.principal = fmt::format("arn:aws:iam::{}:root", request.call.account);
  }
  for (const auto& [key, value] : attributes_member(request)) {
    if (auto refusal = set_attribute(request, wanted, key, value)) return *std::move(refusal);
  }
  if (auto refusal = filter_problem(request, wanted)) return *std::move(refusal);
  TM_OR_REPLY(const OpenTopics open, open_topics(request, engine));
  const auto answer = open.topics.subscribe(open.store, topic, wanted, engine.random.uuid());
  if (!answer) return topics_failed(request, answer.error());
  if (std::holds_alternative<services::NoTopic>(answer.value())) return no_topic(request);
  if (std::holds_alternative<services::OtherAttributes>(answer.value())) {
    return invalid_topic_parameter(
        request, "Attributes Reason: Subscription already exists with different attributes");
  }
  if (std::holds_alternative<services::TooManySubscriptions>(answer.value())) {
    return query_refusal(
        request, 403, "SubscriptionLimitExceeded",
        fmt::format("A topic has at most {} subscriptions here", services::kMaxSubscriptions));
  }
  engine.jobs.poke();
  const auto& made = std::get<services::Subscribed>(answer.value()).subscription;
  const std::string* const wants_arn = request.form.find("ReturnSubscriptionArn");
  const bool shown = made.confirmed || (wants_arn != nullptr && *wants_arn == "true");
  wire::XmlWriter out;
  out.text("SubscriptionArn",
           shown ? services::subscription_arn(topic, made.id) : "pending confirmation");
  return query_reply(request, out.take());
}

Handling handle(const QueryRequest& request, Engine& engine) {
  return in_background(request, engine, subscribe);
}

}  // namespace

const QueryOperation kSubscribe{.name = "Subscribe",
                                .honoured = "TopicArn Endpoint ReturnSubscriptionArn",
                                .partly = "Protocol Attributes",
                                .handle = handle};

}  // namespace tidemark::api
