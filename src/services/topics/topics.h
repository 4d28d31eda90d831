// The topics of one region, who listens to them, and the outbox: what is published is written for
// every subscription that wants it, in the commit of the publication or of what it tells; a job
// for each subscription delivers it (deliveries.h).
//
//   TM_TRY(const Topics topics, Topics::of(store));
//   TM_TRY(const auto created, topics.create(store, account, wanted));
//   … in a decision:   TM_TRY(const bool there, topics.publish(view, publication, changes));
//
// Threads   `of` waits for the disk when it makes the table, members that take a Store& and are not
//           const reads wait for it too: not for a connection's thread. `publish` runs in a
//           decision. A value: copy it into decisions.
// Durable   What an answer says is on disk; a publication with its commit.
// Format    docs/formats/topics.md.
// Errors    Those of the store; kCorrupt of a damaged row.
#pragma once

#include "base/result.h"
#include "services/topics/topic.h"
#include "storage/changes.h"
#include "storage/store.h"
#include "storage/view.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::services {

inline constexpr std::string_view kTopicsTable = "topics";  // purpose of the side table
inline constexpr std::string_view kDeliverJob = "deliver-messages";

// What a subscriber has to confirm within. Source: Amazon SNS developer guide, "Step 2: Confirm
// your Amazon SNS subscription": the token is good for two days (read 2026-11-21).
inline constexpr std::chrono::hours kConfirmWithin{48};

// Source: Amazon SNS endpoints and quotas: 12.5 million; what a commit can reach is far less.
inline constexpr std::size_t kMaxSubscriptions = 10'000;

inline constexpr std::size_t kMaxTopicTags = 50;

struct Publication {
  std::string message_id{};  // UUID, drawn before the decision
  TopicName topic{};
  std::string subject{};
  std::string message{};
  // Other texts for a protocol ("http", "https").
  std::map<std::string, std::string> messages_by_protocol = {};
  std::vector<MessageAttribute> attributes = {};
};

struct NoTopic {};

struct NoSubscription {};

struct TopicMade {
  bool is_new = false;
};

struct OtherAttributes {};

struct OtherTags {};

using CreateTopicAnswer = std::variant<TopicMade, OtherAttributes, OtherTags>;

// As wanted, a new id and token in it. `is_new` unset: it was there, and this is what is there.
struct Subscribed {
  Subscription subscription{};
  bool is_new = false;
};

struct TooManySubscriptions {};

using SubscribeAnswer = std::variant<Subscribed, NoTopic, OtherAttributes, TooManySubscriptions>;

struct BadToken {};

using ConfirmAnswer = std::variant<Subscription, NoTopic, BadToken>;

struct NeedsSignature {};

using UnsubscribeAnswer = std::variant<Ok, NoSubscription, NeedsSignature>;

struct TopicCounts {
  std::uint64_t confirmed = 0;
  std::uint64_t pending = 0;
};

class Topics {
 public:
  // Errors: those of storage::side_table
  static Result<Topics> of(storage::Store& store);

  // `rows`: the side table, known already.
  explicit Topics(storage::TableId rows) : rows_(rows) {}

  // The same topic again is no error; with other attributes or tags it is.
  Result<CreateTopicAnswer> create(storage::Store& store, const TopicName& name,
                                   const Topic& wanted) const;
  // With its subscriptions; what is on its way is not delivered any more. No topic is no error.
  Status remove(storage::Store& store, const TopicName& name) const;

  [[nodiscard]] Result<std::optional<Topic>> find(const storage::Store& store,
                                                  const TopicName& name) const;
  [[nodiscard]] Result<std::optional<Topic>> find(const storage::View& view,
                                                  const TopicName& name) const;
  // By name, behind the name `after`.
  [[nodiscard]] Result<std::vector<Topic>> list(const storage::Store& store,
                                                std::string_view account, std::string_view after,
                                                std::size_t limit) const;
  // `change` may be called again. Answers whether the topic is there.
  Result<bool> change(storage::Store& store, const TopicName& name,
                      const std::function<void(Topic&)>& change) const;
  [[nodiscard]] Result<TopicCounts> counts(const storage::Store& store,
                                           const TopicName& name) const;

  // Adds the subscription and the message that asks to confirm it; one that waits to be confirmed
  // is asked again with the new token.
  Result<SubscribeAnswer> subscribe(storage::Store& store, const TopicName& name,
                                    const Subscription& wanted, std::string message_id) const;
  Result<ConfirmAnswer> confirm(storage::Store& store, const TopicName& name,
                                std::string_view token, bool is_signed,
                                bool unsubscribe_needs_signature) const;
  // `is_signed`: the owner asks, not somebody who follows a message's link.
  Result<UnsubscribeAnswer> unsubscribe(storage::Store& store, const SubscriptionName& name,
                                        bool is_signed) const;

  [[nodiscard]] Result<std::optional<Subscription>> subscription(
      const storage::Store& store, const SubscriptionName& name) const;

  // Of an account, or of one of its topics; behind `after`, a cursor.
  struct SubscriptionPage {
    std::vector<Subscription> subscriptions;
    std::string next;  // cursor; empty: that was all
  };

  [[nodiscard]] Result<SubscriptionPage> subscriptions(const storage::Store& store,
                                                       std::string_view account,
                                                       const std::optional<std::string>& topic,
                                                       std::string_view after,
                                                       std::size_t limit) const;
  // `change` may be called again. Answers whether the subscription is there.
  Result<bool> change_subscription(storage::Store& store, const SubscriptionName& name,
                                   const std::function<void(Subscription&)>& change) const;

  // Adds the message for every confirmed subscription whose filter takes it, and wakes their
  // delivery. Answers whether the topic is there.
  Result<bool> publish(const storage::View& view, const Publication& publication,
                       storage::Changes& changes) const;

  // All of them, to one topic, in one commit of their own. Answers whether the topic is there.
  Result<bool> publish(storage::Store& store, const TopicName& topic,
                       const std::vector<Publication>& publications) const;

  // ---- for deliveries.h

  struct Waiting {
    storage::KeyRef key;
    Delivery delivery;
  };

  // The oldest message that waits for a subscription.
  [[nodiscard]] Result<std::optional<Waiting>> first_waiting(const storage::Store& store,
                                                             std::string_view id) const;
  [[nodiscard]] Result<bool> any_waiting(const storage::View& view, std::string_view id) const;
  // Adds the end of up to `limit` messages that wait for a subscription that is gone. Answers
  // whether these were all.
  Result<bool> discard(const storage::View& view, std::string_view id, std::size_t limit,
                       storage::Changes& changes) const;

 private:
  [[nodiscard]] storage::KeyRef topic_key(const TopicName& name) const;
  [[nodiscard]] storage::KeyRef subscription_key(const SubscriptionName& name) const;
  [[nodiscard]] Result<std::vector<Subscription>> subscriptions_in(const storage::View& view,
                                                                   const TopicName& name) const;
  void add_delivery(const storage::View& view, const Subscription& to, const Delivery& delivery,
                    storage::Changes& changes) const;

  storage::TableId rows_;
};

}  // namespace tidemark::services
