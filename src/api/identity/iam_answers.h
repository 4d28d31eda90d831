// What IAM and STS answer: refusals by name, and their things as XML.
//
//   return carry_out<services::Role>(request, engine,
//       [=](services::Draft& draft) { return services::create_role(draft, wanted); },
//       [](const QueryRequest& asked, const services::Role& role) { … });
//
// Threads   Any.
#pragma once

#include "api/identity/iam_members.h"
#include "api/query/operation.h"
#include "api/query/reply.h"
#include "api/services.h"
#include "services/identity/changed.h"
#include "services/identity/identity.h"
#include "wire/xml_writer.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::api {

// AWS's name for why a change was refused.
Reply refusal_of(const QueryRequest& request, const services::NoSuchEntity& refusal);
Reply refusal_of(const QueryRequest& request, const services::EntityExists& refusal);
Reply refusal_of(const QueryRequest& request, const services::DeleteConflict& refusal);
Reply refusal_of(const QueryRequest& request, const services::LimitExceeded& refusal);
Reply refusal_of(const QueryRequest& request, const services::MalformedPolicy& refusal);
Reply refusal_of(const QueryRequest& request, const services::Unmodifiable& refusal);
Reply refusal_of(const QueryRequest& request, const services::InvalidInput& refusal);
Reply refusal_of(const QueryRequest& request, const services::NotAllowed& refusal);

// A change, on the worker pool, and its answer.
template <class T, class Decide, class Answer>
Handling carry_out(const QueryRequest& request, Engine& engine, Decide decide, Answer answer) {
  return BackgroundReply{[request, &engine, decide = std::move(decide),
                          answer = std::move(answer)]() -> Reply {
    services::Changed<T> changed;
    const Status status = engine.services->identity->change<services::Changed<T>>(decide, changed);
    if (!status) return query_error(request, status.error());
    return std::visit(
        [&](const auto& outcome) -> Reply {
          if constexpr (std::is_same_v<std::decay_t<decltype(outcome)>, T>) {
            return answer(request, outcome);
          } else {
            return refusal_of(request, outcome);
          }
        },
        changed);
  }};
}

// Likewise of what AWS gives no result.
template <class Decide>
Handling carry_out(const QueryRequest& request, Engine& engine, Decide decide) {
  return carry_out<services::Done>(
      request, engine, std::move(decide),
      [](const QueryRequest& asked, const services::Done&) { return query_reply(asked); });
}

// Their members, without the element around them.
void write_user(wire::XmlWriter& out, const services::User& user);
void write_role(wire::XmlWriter& out, const services::Role& role);
void write_policy(wire::XmlWriter& out, const services::ManagedPolicy& policy,
                  std::size_t attachments);
void write_policy_version(wire::XmlWriter& out, const services::PolicyVersion& version,
                          bool is_default, bool with_document);
void write_tags(wire::XmlWriter& out, const std::vector<services::Tag>& tags);

// One page of `items`, whose names ascend: <List><member>…</member></List><IsTruncated>…
template <class Items, class NameOf, class Write>
void write_page(wire::XmlWriter& out, std::string_view list, const Items& items, const Page& page,
                NameOf name_of, Write write) {
  std::size_t written = 0;
  std::string last;
  bool more = false;
  out.open(list);
  for (const auto& item : items) {
    const std::string name = name_of(item);
    if (!page.after.empty() && name <= page.after) continue;
    if (written == page.most) {
      more = true;
      break;
    }
    write(item);
    last = name;
    ++written;
  }
  out.close().flag("IsTruncated", more);
  if (more) out.text("Marker", last);
}

}  // namespace tidemark::api
