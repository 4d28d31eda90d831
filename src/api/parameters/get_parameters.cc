#include "api/members.h"
#include "api/parameters/operations.h"
#include "api/parameters/parameter_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tidemark::api {
namespace {

constexpr std::size_t kMaxNames = 10;

Reply handle(const TargetRequest& request, Engine& engine) {
  Members members(request.body);
  const auto names = members.texts("Names", true);
  members.boolean("WithDecryption");
  if (names && (names->empty() || names->size() > kMaxNames)) {
    members.add_problem("Names", fmt::format("[{}]", fmt::join(*names, ", ")),
                        names->empty() ? "Member must have length greater than or equal to 1"
                                       : "Member must have length less than or equal to 10");
  }
  if (auto refusal = members.refusal()) return *std::move(refusal);
  // AWS answers each once, and the unknown apart.
  const std::set<std::string> wanted(names->begin(), names->end());
  codec::JsonWriter unknown;
  codec::JsonWriter out;
  unknown.begin_array();
  out.begin_object().key("Parameters").begin_array();
  for (const std::string& name : wanted) {
    auto found = read_parameter(request.call, engine, name);
    // A version that there is not makes the name an invalid one here.
    const bool there = found && found.value().has_value();
    if (there) {
      write_parameter(out, request.call, found.value()->parameter, found.value()->selector);
    } else {
      unknown.string(name);
    }
  }
  out.end_array().key("InvalidParameters").raw(unknown.end_array().text()).end_object();
  return target_reply(out.take());
}

}  // namespace

const TargetOperation kGetParameters{
    .name = "GetParameters", .honoured = "Names WithDecryption", .handle = handle};

}  // namespace tidemark::api
