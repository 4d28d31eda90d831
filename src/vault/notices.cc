#include "vault/notices.h"

#include "codec/hex.h"
#include "codec/sha256.h"
#include "services/events/event_log.h"
#include "services/identity/evaluation.h"
#include "vault/vault_head.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::string_view kBackup = "backup.amazonaws.com";

// The form of a version-4 UUID. A decision draws no chance, so that it may run again.
std::string uuid_from(std::string_view text) {
  std::string digits = codec::sha256_hex(text).substr(0, 32);
  digits[12] = '4';
  digits[16] = "89ab"[static_cast<std::size_t>(digits[16]) % 4];
  for (const std::size_t at : {20u, 16u, 12u, 8u}) digits.insert(at, "-");
  return digits;
}

bool asked_for(const Vault& vault, const Notice& notice) {
  if (!vault.notifications) return false;
  return std::ranges::any_of(vault.notifications->events, [&](const std::string& event) {
    return std::ranges::find(notice.events, event) != notice.events.end();
  });
}

// The head of the vault's chain of manifests as this commit leaves it: who keeps it elsewhere can
// tell whether manifests were taken away since. Only a vault with a key has one.
void add_head(const Rows& rows, const VaultName& vault, const storage::Changes& changes,
              Notice& notice) {
  const storage::KeyRef key{rows.table, VaultHead::kPart, vault_head_key(vault)};
  for (const storage::Changes::Write& write : changes.writes) {
    if (write.key != key || !write.value) continue;
    const auto head = VaultHead::decode(*write.value);
    if (!head || head.value().link.own.empty()) return;
    notice.attributes.push_back({"VaultHead", "String", codec::to_hex(head.value().link.own)});
  }
}

template <class Job>
void tell_state(const storage::View& view, const Rows& rows, const Job& job,
                storage::Changes& changes) {
  const auto before = find<Job>(view, rows.table, job.key());
  if (!before || (before.value() && before.value()->state == job.state)) return;
  // A damaged row of a topic must not keep a backup from ending.
  Notice notice = notice_of(job);
  if (!notice.message.empty()) add_head(rows, notice.vault, changes, notice);
  static_cast<void>(tell(view, rows, notice, changes));
}

}  // namespace

bool may_notify(const services::Topic& topic, const services::TopicName& name,
                const VaultName& vault) {
  if (topic.policy.empty()) return false;
  auto policy = services::read_policy(topic.policy, services::PolicyKind::kResource);
  if (!policy) return false;
  services::RequestContext context;
  context.set("aws:SourceAccount", vault.account);
  context.set("aws:SourceArn", arn_of(vault));
  const std::string arn = services::topic_arn(name);
  services::Policies policies;
  policies.resource = {{arn, std::make_shared<const services::Policy>(std::move(policy).value())}};
  const services::Caller caller = services::Caller::service(kBackup);
  const auto verdict = services::evaluate({.caller = caller,
                                           .action = "SNS:Publish",
                                           .resource = arn,
                                           .account = name.account,
                                           .context = context},
                                          policies);
  return verdict.kind == services::Verdict::Kind::kAllowed;
}

Status tell(const storage::View& view, const Rows& rows, const Notice& notice,
            storage::Changes& changes) {
  if (rows.events == storage::TableId{}) return Ok{};
  services::Event event = notice.event;
  event.at = view.now();
  event.id = uuid_from(fmt::format("{} {} {} {}", event.detail, view.now().micros, view.ordinal(),
                                   changes.writes.size()));
  services::EventLog(rows.events).append(view, event, changes);
  if (notice.events.empty() || notice.vault.region != rows.region) return Ok{};
  TM_TRY(const auto vault,
         find<Vault>(view, rows.table, vault_key(notice.vault.account, notice.vault.name)));
  if (!vault || !asked_for(*vault, notice)) return Ok{};
  const auto name = services::parse_topic_arn(vault->notifications->topic_arn);
  if (!name || name->region != rows.region) return Ok{};
  const services::Topics topics(rows.topics);
  TM_TRY(const auto topic, topics.find(view, *name));
  if (!topic || !may_notify(*topic, *name, notice.vault)) return Ok{};
  TM_TRY_STATUS(topics.publish(view,
                               {.message_id = uuid_from("message " + event.id),
                                .topic = *name,
                                .subject = std::string(kNoticeSubject),
                                .message = notice.message,
                                .attributes = notice.attributes},
                               changes));
  return Ok{};
}

void tell_change(const storage::View& view, const Rows& rows, const BackupJob& job,
                 storage::Changes& changes) {
  tell_state(view, rows, job, changes);
}

void tell_change(const storage::View& view, const Rows& rows, const CopyJob& job,
                 storage::Changes& changes) {
  tell_state(view, rows, job, changes);
}

void tell_change(const storage::View& view, const Rows& rows, const RestoreJob& job,
                 storage::Changes& changes) {
  tell_state(view, rows, job, changes);
}

void tell_change(const storage::View& view, const Rows& rows, const RecoveryPoint& point,
                 PointChange change, storage::Changes& changes) {
  static_cast<void>(tell(view, rows, notice_of(point, change), changes));
}

}  // namespace tidemark::vault
