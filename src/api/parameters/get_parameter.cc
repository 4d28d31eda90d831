#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_members.h"

namespace tidemark::api {
namespace {

Reply handle(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto name = members.text("Name", {.required = true, .min = 1, .max = 2048});
  members.boolean("WithDecryption");  // nothing here is encrypted
  if (auto refusal = members.refusal()) return *std::move(refusal);
  TM_OR_REPLY(const auto found, read_parameter(request.call, engine, *name));
  if (!found) return parameter_not_found(*name);
  codec::JsonWriter out;
  out.begin_object().key("Parameter");
  write_parameter(out, request.call, found->parameter, found->selector);
  out.end_object();
  return target_reply(out.take());
}

}  // namespace

const TargetOperation kGetParameter{
    .name = "GetParameter", .honoured = "Name WithDecryption", .handle = handle};

}  // namespace tidemark::api
