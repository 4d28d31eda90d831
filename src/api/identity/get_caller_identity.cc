#include "api/identity/iam_answers.h"
#include "api/identity/operations.h"
#include "services/identity/access.h"

namespace tidemark::api {
namespace {

Handling handle(const QueryRequest& request, Engine& engine) {
  const auto caller = services::caller_of(*engine.services->identity->now(), request.call.account,
                                          request.call.access_key);
  if (!caller) {
    return query_refusal(request, 403, "InvalidClientTokenId",
                         "The security token included in the request is invalid.");
  }
  wire::XmlWriter out;
  out.text("Arn", caller->arn).text("UserId", caller->id).text("Account", caller->account);
  return query_reply(request, out.take());
}

}  // namespace

const QueryOperation kGetCallerIdentity{
    .name = "GetCallerIdentity", .unguarded = true, .handle = handle};

}  // namespace tidemark::api
