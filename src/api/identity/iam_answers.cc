#include "api/identity/iam_answers.h"

#include "codec/iso8601.h"
#include "codec/uri.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

using services::Tag;
using wire::XmlWriter;

}  // namespace

Reply refusal_of(const QueryRequest& request, const services::NoSuchEntity& refusal) {
  return query_refusal(request, 404, "NoSuchEntity", refusal.text);
}

Reply refusal_of(const QueryRequest& request, const services::EntityExists& refusal) {
  return query_refusal(request, 409, "EntityAlreadyExists", refusal.text);
}

Reply refusal_of(const QueryRequest& request, const services::DeleteConflict& refusal) {
  return query_refusal(request, 409, "DeleteConflict", refusal.text);
}

Reply refusal_of(const QueryRequest& request, const services::LimitExceeded& refusal) {
  return query_refusal(request, 409, "LimitExceeded", refusal.text);
}

Reply refusal_of(const QueryRequest& request, const services::MalformedPolicy& refusal) {
  return query_refusal(request, 400, "MalformedPolicyDocument", refusal.text);
}

Reply refusal_of(const QueryRequest& request, const services::Unmodifiable& refusal) {
  return query_refusal(request, 400, "UnmodifiableEntity", refusal.text);
}

Reply refusal_of(const QueryRequest& request, const services::InvalidInput& refusal) {
  return query_validation_error(request, refusal.text);
}

Reply refusal_of(const QueryRequest& request, const services::NotAllowed& refusal) {
  return query_refusal(request, 403, "AccessDenied", refusal.text);
}

void write_tags(XmlWriter& out, const std::vector<Tag>& tags) {
  out.open("Tags");
  for (const Tag& tag : tags) {
    out.open("member").text("Key", tag.key).text("Value", tag.value).close();
  }
  out.close();
}

void write_user(XmlWriter& out, const services::User& user) {
  out.text("Path", user.path).text("UserName", user.name).text("UserId", user.id);
  out.text("Arn", user.arn()).text("CreateDate", codec::to_iso8601(user.created));
  if (!user.tags.empty()) write_tags(out, user.tags);
}

void write_role(XmlWriter& out, const services::Role& role) {
  out.text("Path", role.path).text("RoleName", role.name).text("RoleId", role.id);
  out.text("Arn", role.arn()).text("CreateDate", codec::to_iso8601(role.created));
  out.text("AssumeRolePolicyDocument", codec::percent_encode(role.trust));
  if (!role.description.empty()) out.text("Description", role.description);
  out.number("MaxSessionDuration", static_cast<std::int64_t>(role.max_session_seconds));
  if (!role.tags.empty()) write_tags(out, role.tags);
}

void write_policy(XmlWriter& out, const services::ManagedPolicy& policy, std::size_t attachments) {
  out.text("PolicyName", policy.name).text("PolicyId", policy.id).text("Arn", policy.arn());
  out.text("Path", policy.path);
  out.text("DefaultVersionId", fmt::format("v{}", policy.default_version));
  out.number("AttachmentCount", static_cast<std::int64_t>(attachments));
  out.number("PermissionsBoundaryUsageCount", 0).flag("IsAttachable", true);
  if (!policy.description.empty()) out.text("Description", policy.description);
  out.text("CreateDate", codec::to_iso8601(policy.created));
  out.text("UpdateDate", codec::to_iso8601(policy.updated));
  if (!policy.tags.empty()) write_tags(out, policy.tags);
}

void write_policy_version(XmlWriter& out, const services::PolicyVersion& version, bool is_default,
                          bool with_document) {
  if (with_document) out.text("Document", codec::percent_encode(version.text));
  out.text("VersionId", fmt::format("v{}", version.number)).flag("IsDefaultVersion", is_default);
  out.text("CreateDate", codec::to_iso8601(version.created));
}

}  // namespace tidemark::api
