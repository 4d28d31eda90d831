// A prepared write as the reply that is pending.
#pragma once

#include "api/call.h"
#include "api/errors.h"
#include "tables/write.h"

#include <functional>
#include <memory>
#include <utility>

namespace tidemark::api {

// `reply` is given the answer; an Error is answered here.
template <class Answer>
PendingReply pending(tables::Write<Answer> write, std::function<Reply(const Answer&)> reply) {
  auto shared = std::make_shared<tables::Write<Answer>>(std::move(write));
  return {.start = [shared](std::function<void()> done) { shared->start(std::move(done)); },
          .answer =
              [shared, reply = std::move(reply)] {
                const Result<Answer> answer = shared->answer();  // called once
                return answer ? reply(answer.value()) : error_reply(answer.error());
              }};
}

}  // namespace tidemark::api
