#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_members.h"

#include <fmt/format.h>

namespace tidemark::api {
namespace {

constexpr std::size_t kMaxNames = 10;

Reply handle(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto names = members.texts("Names", true);
  if (names && (names->empty() || names->size() > kMaxNames)) {
    members.add_problem("Names", fmt::format("[{}]", fmt::join(*names, ", ")),
                        names->empty() ? "Member must have length greater than or equal to 1"
                                       : "Member must have length less than or equal to 10");
  }
  if (auto refusal = members.refusal()) return *std::move(refusal);
  auto parameters = parameters_of(request.call, engine);
  codec::JsonWriter unknown;
  codec::JsonWriter out;
  unknown.begin_array();
  out.begin_object().key("DeletedParameters").begin_array();
  for (const std::string& name : *names) {
    const auto removed =
        parameters ? parameters->remove(request.call.account, name) : Result<bool>(false);
    if (!removed) return parameters_failed(removed.error());
    (removed.value() ? out : unknown).string(name);
  }
  out.end_array().key("InvalidParameters").raw(unknown.end_array().text()).end_object();
  return target_reply(out.take());
}

}  // namespace

const TargetOperation kDeleteParameters{
    .name = "DeleteParameters", .honoured = "Names", .handle = handle};

}  // namespace tidemark::api
