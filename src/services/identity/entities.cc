#include "services/identity/entities.h"

#include "codec/ordered_bytes.h"
#include "codec/row_bytes.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::services {
namespace {

using codec::RowReader;
using codec::RowWriter;

constexpr std::uint8_t kVersion = 1;

void write(RowWriter& out, const Rights& rights) {
  out.list(rights.attached, [](RowWriter& row, const std::string& arn) { row.text(arn); });
  out.list(rights.inline_policies, [](RowWriter& row, const InlinePolicy& policy) {
    row.text(policy.name);
    row.text(policy.text);
  });
}

Rights read_rights(RowReader& in) {
  Rights rights;
  rights.attached = in.list([](RowReader& row) { return row.text(); });
  rights.inline_policies = in.list([](RowReader& row) {
    InlinePolicy policy;
    policy.name = row.text();
    policy.text = row.text();
    return policy;
  });
  return rights;
}

void write(RowWriter& out, const std::vector<Tag>& tags) {
  out.list(tags, [](RowWriter& row, const Tag& tag) {
    row.text(tag.key);
    row.text(tag.value);
  });
}

std::vector<Tag> read_tags(RowReader& in) {
  return in.list([](RowReader& row) {
    Tag tag;
    tag.key = row.text();
    tag.value = row.text();
    return tag;
  });
}

RowWriter begin() {
  RowWriter out;
  out.byte(kVersion);
  return out;
}

void take_version(RowReader& in) {
  if (in.byte() != kVersion) in.fail_with("is of an unknown version");
}

template <class Row>
Result<Row> ended(const RowReader& in, Row row) {
  TM_TRY_STATUS(in.status());
  return row;
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lowered;
}

}  // namespace

std::string account_prefix(std::string_view account) {
  return codec::ordered(account);
}

std::string name_key(std::string_view account, std::string_view name) {
  std::string key = account_prefix(account);
  codec::append_ordered(key, lower(name));
  return key;
}

std::string id_key(std::string_view key_id) {
  return codec::ordered(key_id);
}

std::string User::arn() const {
  return fmt::format("arn:aws:iam::{}:user{}{}", account, path, name);
}

std::string User::key() const {
  return name_key(account, name);
}

std::string User::encode() const {
  RowWriter out = begin();
  for (const std::string* text : {&account, &name, &path, &id}) out.text(*text);
  out.instant(created);
  write(out, rights);
  write(out, tags);
  return out.take();
}

Result<User> User::decode(std::string_view bytes) {
  RowReader in(bytes, "a user's row");
  take_version(in);
  User user;
  for (std::string* text : {&user.account, &user.name, &user.path, &user.id}) *text = in.text();
  user.created = in.instant();
  user.rights = read_rights(in);
  user.tags = read_tags(in);
  return ended(in, std::move(user));
}

std::string Role::arn() const {
  return fmt::format("arn:aws:iam::{}:role{}{}", account, path, name);
}

std::string Role::key() const {
  return name_key(account, name);
}

std::string Role::encode() const {
  RowWriter out = begin();
  for (const std::string* text : {&account, &name, &path, &id}) out.text(*text);
  out.instant(created);
  out.text(description);
  out.varint(max_session_seconds);
  out.text(trust);
  out.flag(deleted);
  write(out, rights);
  write(out, tags);
  return out.take();
}

Result<Role> Role::decode(std::string_view bytes) {
  RowReader in(bytes, "a role's row");
  take_version(in);
  Role role;
  for (std::string* text : {&role.account, &role.name, &role.path, &role.id}) *text = in.text();
  role.created = in.instant();
  role.description = in.text();
  role.max_session_seconds = in.varint();
  role.trust = in.text();
  role.deleted = in.flag();
  role.rights = read_rights(in);
  role.tags = read_tags(in);
  return ended(in, std::move(role));
}

const PolicyVersion* ManagedPolicy::version(std::uint64_t number) const {
  const auto found = std::ranges::find(versions, number, &PolicyVersion::number);
  return found == versions.end() ? nullptr : &*found;
}

const std::string& ManagedPolicy::text() const {
  static const std::string kNone;
  const PolicyVersion* current = version(default_version);
  return current == nullptr ? kNone : current->text;
}

std::string ManagedPolicy::arn() const {
  return fmt::format("arn:aws:iam::{}:policy{}{}", account, path, name);
}

std::string ManagedPolicy::key() const {
  return name_key(account, name);
}

std::string ManagedPolicy::encode() const {
  RowWriter out = begin();
  for (const std::string* text : {&account, &name, &path, &id, &description}) out.text(*text);
  out.instant(created);
  out.instant(updated);
  out.varint(default_version);
  out.varint(last_version);
  out.list(versions, [](RowWriter& row, const PolicyVersion& one) {
    row.varint(one.number);
    row.text(one.text);
    row.instant(one.created);
  });
  write(out, tags);
  return out.take();
}

Result<ManagedPolicy> ManagedPolicy::decode(std::string_view bytes) {
  RowReader in(bytes, "a managed policy's row");
  take_version(in);
  ManagedPolicy policy;
  for (std::string* text :
       {&policy.account, &policy.name, &policy.path, &policy.id, &policy.description}) {
    *text = in.text();
  }
  policy.created = in.instant();
  policy.updated = in.instant();
  policy.default_version = in.varint();
  policy.last_version = in.varint();
  policy.versions = in.list([](RowReader& row) {
    PolicyVersion one;
    one.number = row.varint();
    one.text = row.text();
    one.created = row.instant();
    return one;
  });
  policy.tags = read_tags(in);
  return ended(in, std::move(policy));
}

std::string UserKey::key() const {
  return id_key(id);
}

std::string UserKey::encode() const {
  RowWriter out = begin();
  for (const std::string* text : {&id, &secret, &account, &user}) out.text(*text);
  out.instant(created);
  out.flag(active);
  return out.take();
}

Result<UserKey> UserKey::decode(std::string_view bytes) {
  RowReader in(bytes, "an access key's row");
  take_version(in);
  UserKey key;
  for (std::string* text : {&key.id, &key.secret, &key.account, &key.user}) *text = in.text();
  key.created = in.instant();
  key.active = in.flag();
  return ended(in, std::move(key));
}

std::string Session::arn() const {
  return fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", account, role, name);
}

std::string Session::key() const {
  return id_key(id);
}

std::string Session::encode() const {
  RowWriter out = begin();
  for (const std::string* text :
       {&id, &secret, &token, &account, &role, &role_id, &name, &source_identity}) {
    out.text(*text);
  }
  out.list(policy_arns, [](RowWriter& row, const std::string& arn) { row.text(arn); });
  out.optional(policy, [](RowWriter& row, const std::string& text) { row.text(text); });
  out.instant(created);
  out.instant(expires);
  return out.take();
}

Result<Session> Session::decode(std::string_view bytes) {
  RowReader in(bytes, "a session's row");
  take_version(in);
  Session session;
  for (std::string* text :
       {&session.id, &session.secret, &session.token, &session.account, &session.role,
        &session.role_id, &session.name, &session.source_identity}) {
    *text = in.text();
  }
  session.policy_arns = in.list([](RowReader& row) { return row.text(); });
  session.policy = in.optional([](RowReader& row) { return row.text(); });
  session.created = in.instant();
  session.expires = in.instant();
  return ended(in, std::move(session));
}

std::optional<IamArn> parse_iam_arn(std::string_view arn) {
  constexpr std::string_view kStart = "arn:aws:iam::";
  if (!arn.starts_with(kStart)) return std::nullopt;
  arn.remove_prefix(kStart.size());
  const std::size_t colon = arn.find(':');
  if (colon == arn.npos) return std::nullopt;
  IamArn parsed{.account = std::string(arn.substr(0, colon)), .kind = {}, .path = {}, .name = {}};
  arn.remove_prefix(colon + 1);
  const std::size_t slash = arn.find('/');
  if (slash == arn.npos) {
    parsed.kind = arn;
    return parsed;
  }
  parsed.kind = arn.substr(0, slash);
  const std::size_t last = arn.rfind('/');
  parsed.path = arn.substr(slash, last - slash + 1);
  parsed.name = arn.substr(last + 1);
  return parsed;
}

}  // namespace tidemark::services
