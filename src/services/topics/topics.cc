#include "services/topics/topics.h"

#include "codec/ordered_bytes.h"
#include "codec/row_bytes.h"
#include "services/commit_position.h"
#include "services/side_rows.h"
#include "services/topics/filter_policy.h"
#include "storage/side_table.h"
#include "storage/write.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::services {
namespace {

using storage::Changes;
using storage::Decision;
using storage::KeyRef;
using storage::Refused;
using storage::Store;
using storage::View;

constexpr storage::Part kTopics = 1;
constexpr storage::Part kSubscriptions = 2;
constexpr storage::Part kOutbox = 3;

std::string key_of(std::initializer_list<std::string_view> components) {
  std::string key;
  for (const std::string_view one : components) codec::append_ordered(key, one);
  return key;
}

std::string job_of(std::string_view subscription_id) {
  return fmt::format("{}:{}", kDeliverJob, subscription_id);
}

// Due at once: a commit may bear a time that a clock which stands still does not show yet.
storage::JobRow deliver_job(const SubscriptionName& name) {
  storage::JobRow row;
  row.id = job_of(name.id);
  row.kind = kDeliverJob;
  codec::RowWriter state;
  state.text(name.topic.region);
  state.text(name.topic.account);
  state.text(name.topic.name);
  state.text(name.id);
  state.varint(0);  // failed attempts
  row.state = state.take();
  return row;
}

bool is_over(const Subscription& subscription, Timestamp now) {
  return !subscription.confirmed && now - subscription.created_at > kConfirmWithin;
}

bool takes(const Subscription& subscription, const Publication& publication,
           std::string_view message) {
  if (!subscription.confirmed) return false;
  if (subscription.filter_policy.empty()) return true;
  const auto policy = FilterPolicy::parse(subscription.filter_policy, subscription.scope);
  // Only what was parsed before is kept; what cannot be read any more must not swallow messages.
  return !policy || policy.value().wants(publication.attributes, message);
}

bool same_wishes(const Subscription& a, const Subscription& b) {
  return a.raw == b.raw && a.filter_policy == b.filter_policy && a.scope == b.scope;
}

}  // namespace

Result<Topics> Topics::of(Store& store) {
  TM_TRY(const storage::TableId rows, storage::side_table(store, kTopicsTable));
  return Topics(rows);
}

KeyRef Topics::topic_key(const TopicName& name) const {
  return {rows_, kTopics, key_of({name.account, name.name})};
}

KeyRef Topics::subscription_key(const SubscriptionName& name) const {
  return {rows_, kSubscriptions, key_of({name.topic.account, name.topic.name, name.id})};
}

Result<CreateTopicAnswer> Topics::create(Store& store, const TopicName& name,
                                         const Topic& wanted) const {
  const KeyRef key = topic_key(name);
  storage::Write<CreateTopicAnswer> write(
      store, {key},
      [*this, key, name, wanted](View& view, CreateTopicAnswer& answer) -> Result<Decision> {
        TM_TRY(const auto found, find(view, name));
        if (found) {
          const bool same = found->display_name == wanted.display_name &&
                            found->policy == wanted.policy &&
                            found->signature_version == wanted.signature_version;
          answer = TopicMade{};
          if (!same) answer = OtherAttributes{};
          if (same && !wanted.tags.empty() && found->tags != wanted.tags) answer = OtherTags{};
          return Decision(Refused{});
        }
        Topic made = wanted;
        made.name = name.name;
        made.created_at = view.now();
        Changes changes;
        changes.put(key, encode(made));
        answer = TopicMade{true};
        return Decision(std::move(changes));
      });
  return write.run();
}

Status Topics::remove(Store& store, const TopicName& name) const {
  const KeyRef key = topic_key(name);
  storage::Write<Ok> write(store, {key}, [*this, key, name](View& view, Ok&) -> Result<Decision> {
    TM_TRY(const auto listeners, subscriptions_in(view, name));
    Changes changes;
    changes.remove(key);
    // Their jobs see that they are gone and empty the outbox.
    for (const Subscription& one : listeners) changes.remove(subscription_key({name, one.id}));
    return Decision(std::move(changes));
  });
  return write.run();
}

Result<std::optional<Topic>> Topics::find(const Store& store, const TopicName& name) const {
  TM_TRY(const auto row, store.read(topic_key(name)));
  if (!row) return std::optional<Topic>();
  TM_TRY(Topic topic, decode_topic(row->value));
  return std::optional(std::move(topic));
}

Result<std::optional<Topic>> Topics::find(const View& view, const TopicName& name) const {
  TM_TRY(const auto row, view.get(topic_key(name)));
  if (!row) return std::optional<Topic>();
  TM_TRY(Topic topic, decode_topic(row->value));
  return std::optional(std::move(topic));
}

Result<std::vector<Topic>> Topics::list(const Store& store, std::string_view account,
                                        std::string_view after, std::size_t limit) const {
  std::vector<Topic> found;
  const std::string from = after.empty() ? std::string() : key_of({account, after});
  TM_TRY_STATUS(each_row(store, rows_, kTopics, key_of({account}), from,
                         [&](std::string_view, std::string_view value) -> Result<Walk> {
                           TM_TRY(Topic topic, decode_topic(value));
                           found.push_back(std::move(topic));
                           return found.size() < limit ? Walk::kGoOn : Walk::kEnough;
                         }));
  return found;
}

Result<bool> Topics::change(Store& store, const TopicName& name,
                            const std::function<void(Topic&)>& change) const {
  const KeyRef key = topic_key(name);
  storage::Write<bool> write(
      store, {key}, [*this, key, name, change](View& view, bool& answer) -> Result<Decision> {
        TM_TRY(auto topic, find(view, name));
        answer = topic.has_value();
        if (!topic) return Decision(Refused{});
        change(*topic);
        Changes changes;
        changes.put(key, encode(*topic));
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<TopicCounts> Topics::counts(const Store& store, const TopicName& name) const {
  TopicCounts counts;
  TM_TRY_STATUS(each_row(store, rows_, kSubscriptions, key_of({name.account, name.name}), "",
                         [&](std::string_view, std::string_view value) -> Result<Walk> {
                           TM_TRY(const Subscription one, decode_subscription(value));
                           if (one.confirmed) ++counts.confirmed;
                           if (!one.confirmed && !is_over(one, store.commit_clock())) {
                             ++counts.pending;
                           }
                           return Walk::kGoOn;
                         }));
  return counts;
}

Result<std::vector<Subscription>> Topics::subscriptions_in(const View& view,
                                                           const TopicName& name) const {
  const std::string prefix = key_of({name.account, name.name});
  TM_TRY(const auto rows,
         view.list(rows_, kSubscriptions, prefix, behind(prefix), kMaxSubscriptions));
  std::vector<Subscription> found;
  for (const auto& [key, version] : rows) {
    TM_TRY(Subscription one, decode_subscription(version.value));
    found.push_back(std::move(one));
  }
  return found;
}

Result<SubscribeAnswer> Topics::subscribe(Store& store, const TopicName& name,
                                          const Subscription& wanted,
                                          std::string message_id) const {
  storage::Write<SubscribeAnswer> write(
      store, {topic_key(name)},
      [*this, name, wanted, message_id = std::move(message_id)](
          View& view, SubscribeAnswer& answer) -> Result<Decision> {
        answer = NoTopic{};
        TM_TRY(const auto topic, find(view, name));
        if (!topic) return Decision(Refused{});
        TM_TRY(const auto others, subscriptions_in(view, name));
        Subscription made = wanted;
        made.topic = name.name;
        made.owner = name.account;
        made.created_at = view.now();
        const auto same = std::ranges::find_if(others, [&](const Subscription& one) {
          return one.https == wanted.https && one.endpoint == wanted.endpoint &&
                 !is_over(one, view.now());
        });
        if (same != others.end()) {
          if (!same_wishes(*same, wanted)) {
            answer = OtherAttributes{};
            return Decision(Refused{});
          }
          if (same->confirmed) {
            answer = Subscribed{*same, false};
            return Decision(Refused{});
          }
          made.id = same->id;
        } else if (others.size() >= kMaxSubscriptions) {
          answer = TooManySubscriptions{};
          return Decision(Refused{});
        }
        Changes changes;
        changes.put(subscription_key({name, made.id}), encode(made));
        add_delivery(view, made,
                     {.confirmation = true,
                      .message_id = message_id,
                      .topic = name,
                      .signature_version = topic->signature_version,
                      .published_at = view.now()},
                     changes);
        answer = Subscribed{made, same == others.end()};
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<ConfirmAnswer> Topics::confirm(Store& store, const TopicName& name, std::string_view token,
                                      bool is_signed, bool unsubscribe_needs_signature) const {
  storage::Write<ConfirmAnswer> write(
      store, {topic_key(name)},
      [*this, name, token = std::string(token), is_signed, unsubscribe_needs_signature](
          View& view, ConfirmAnswer& answer) -> Result<Decision> {
        answer = NoTopic{};
        TM_TRY(const auto topic, find(view, name));
        if (!topic) return Decision(Refused{});
        answer = BadToken{};
        TM_TRY(const auto all, subscriptions_in(view, name));
        const auto found = std::ranges::find(all, token, &Subscription::token);
        if (token.empty() || found == all.end() || is_over(*found, view.now())) {
          return Decision(Refused{});
        }
        Subscription confirmed = *found;
        if (!confirmed.confirmed) confirmed.confirmed_with_signature = is_signed;
        confirmed.confirmed = true;
        confirmed.unsubscribe_needs_signature |= is_signed && unsubscribe_needs_signature;
        answer = confirmed;
        Changes changes;
        changes.put(subscription_key({name, confirmed.id}), encode(confirmed));
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<UnsubscribeAnswer> Topics::unsubscribe(Store& store, const SubscriptionName& name,
                                              bool is_signed) const {
  const KeyRef key = subscription_key(name);
  storage::Write<UnsubscribeAnswer> write(
      store, {key, topic_key(name.topic)},
      [*this, key, name, is_signed](View& view, UnsubscribeAnswer& answer) -> Result<Decision> {
        answer = NoSubscription{};
        TM_TRY(const auto row, view.get(key));
        if (!row) return Decision(Refused{});
        TM_TRY(const Subscription subscription, decode_subscription(row->value));
        if (subscription.unsubscribe_needs_signature && !is_signed) {
          answer = NeedsSignature{};
          return Decision(Refused{});
        }
        Changes changes;
        changes.remove(key);
        TM_TRY(auto topic, find(view, name.topic));
        if (topic) {
          ++topic->subscriptions_deleted;
          changes.put(topic_key(name.topic), encode(*topic));
        }
        answer = Ok{};
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<std::optional<Subscription>> Topics::subscription(const Store& store,
                                                         const SubscriptionName& name) const {
  TM_TRY(const auto row, store.read(subscription_key(name)));
  if (!row) return std::optional<Subscription>();
  TM_TRY(Subscription found, decode_subscription(row->value));
  if (is_over(found, store.commit_clock())) return std::optional<Subscription>();
  return std::optional(std::move(found));
}

Result<Topics::SubscriptionPage> Topics::subscriptions(const Store& store, std::string_view account,
                                                       const std::optional<std::string>& topic,
                                                       std::string_view after,
                                                       std::size_t limit) const {
  SubscriptionPage page;
  std::string last;
  const std::string prefix = topic ? key_of({account, *topic}) : key_of({account});
  const auto visit = [&](std::string_view key, std::string_view value) -> Result<Walk> {
    if (page.subscriptions.size() == limit) {
      page.next = last;
      return Walk::kEnough;
    }
    TM_TRY(Subscription one, decode_subscription(value));
    last = key;
    if (!is_over(one, store.commit_clock())) page.subscriptions.push_back(std::move(one));
    return Walk::kGoOn;
  };
  TM_TRY_STATUS(each_row(store, rows_, kSubscriptions, prefix, after, visit));
  return page;
}

Result<bool> Topics::change_subscription(Store& store, const SubscriptionName& name,
                                         const std::function<void(Subscription&)>& change) const {
  const KeyRef key = subscription_key(name);
  storage::Write<bool> write(store, {key},
                             [key, change](View& view, bool& answer) -> Result<Decision> {
                               TM_TRY(const auto row, view.get(key));
                               answer = row.has_value();
                               if (!row) return Decision(Refused{});
                               TM_TRY(Subscription subscription, decode_subscription(row->value));
                               change(subscription);
                               Changes changes;
                               changes.put(key, encode(subscription));
                               return Decision(std::move(changes));
                             });
  return write.run();
}

void Topics::add_delivery(const View& view, const Subscription& to, const Delivery& delivery,
                          Changes& changes) const {
  const std::string position = commit_position(view, changes, delivery.message_id);
  changes.put({rows_, kOutbox, key_of({to.id, position})}, encode(delivery));
  // One that is there already is left alone: it may be waiting to try its endpoint again.
  const std::string job = job_of(to.id);
  const bool has_job =
      view.job(job) ||
      std::ranges::find(changes.jobs, job, &storage::JobRow::id) != changes.jobs.end();
  if (!has_job) changes.jobs.push_back(deliver_job({delivery.topic, to.id}));
}

Result<bool> Topics::publish(const View& view, const Publication& publication,
                             Changes& changes) const {
  TM_TRY(const auto topic, find(view, publication.topic));
  if (!topic) return false;
  TM_TRY(const auto listeners, subscriptions_in(view, publication.topic));
  for (const Subscription& one : listeners) {
    const auto other = publication.messages_by_protocol.find(one.https ? "https" : "http");
    const std::string& message =
        other == publication.messages_by_protocol.end() ? publication.message : other->second;
    if (!takes(one, publication, message)) continue;
    add_delivery(view, one,
                 {.message_id = publication.message_id,
                  .topic = publication.topic,
                  .subject = publication.subject,
                  .message = message,
                  .attributes = publication.attributes,
                  .signature_version = topic->signature_version,
                  .published_at = view.now()},
                 changes);
  }
  return true;
}

Result<bool> Topics::publish(Store& store, const TopicName& topic,
                             const std::vector<Publication>& publications) const {
  storage::Write<bool> write(
      store, {topic_key(topic)},
      [*this, topic, publications](View& view, bool& there) -> Result<Decision> {
        Changes changes;
        TM_TRY(const auto found, find(view, topic));
        there = found.has_value();
        for (const Publication& one : publications) {
          TM_TRY(there, publish(view, one, changes));
        }
        if (changes.empty()) return Decision(Refused{});
        return Decision(std::move(changes));
      });
  return write.run();
}

Result<std::optional<Topics::Waiting>> Topics::first_waiting(const Store& store,
                                                             std::string_view id) const {
  std::optional<Waiting> first;
  TM_TRY_STATUS(each_row(store, rows_, kOutbox, key_of({id}), "",
                         [&](std::string_view key, std::string_view value) -> Result<Walk> {
                           TM_TRY(Delivery delivery, decode_delivery(value));
                           first = Waiting{{rows_, kOutbox, std::string(key)}, std::move(delivery)};
                           return Walk::kEnough;
                         }));
  return first;
}

Result<bool> Topics::any_waiting(const View& view, std::string_view id) const {
  const std::string prefix = key_of({id});
  TM_TRY(const auto rows, view.list(rows_, kOutbox, prefix, behind(prefix), 1));
  return !rows.empty();
}

Result<bool> Topics::discard(const View& view, std::string_view id, std::size_t limit,
                             Changes& changes) const {
  const std::string prefix = key_of({id});
  TM_TRY(const auto rows, view.list(rows_, kOutbox, prefix, behind(prefix), limit));
  for (const auto& [key, version] : rows) changes.remove({rows_, kOutbox, key});
  return rows.size() < limit;
}

}  // namespace tidemark::services
