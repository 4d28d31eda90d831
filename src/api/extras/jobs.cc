// GET /_tidemark/jobs; POST /_tidemark/jobs {"paused":true} or {"paused":false}
#include "api/extras/extra.h"

namespace tidemark::api {
namespace {

Reply shown(const Engine& engine) {
  codec::JsonWriter out;
  out.begin_object().key("paused").boolean(engine.jobs.held()).end_object();
  return extra_json(out.take());
}

}  // namespace

Handling show_jobs(const ExtraRequest&, Engine& engine) {
  return shown(engine);
}

Handling pause_jobs(const ExtraRequest& request, Engine& engine) {
  const auto json = codec::parse_json(request.call.body);
  const codec::JsonValue* const paused = json ? json.value().find("paused") : nullptr;
  if (paused == nullptr || paused->boolean() == nullptr || json.value().object()->size() != 1) {
    return extra_error(400, R"(the body must be {"paused":true} or {"paused":false})");
  }
  // Waits for the step that is under way.
  return BackgroundReply{[&engine, hold = *paused->boolean()] {
    engine.jobs.hold(hold);
    return shown(engine);
  }};
}

}  // namespace tidemark::api
