#include "client/pages.h"

namespace tidemark::client {

Result<Answer<Ok>> each_page(std::string_view operation, const TakePage& take, int most) {
  std::string token;
  for (int page = 1; page <= most; ++page) {
    auto answer = take(token);
    if (!answer) return std::move(answer).error();
    if (auto* error = std::get_if<ServiceError>(&answer.value())) {
      return Answer<Ok>(std::move(*error));
    }
    std::string next = std::get<std::string>(std::move(answer).value());
    if (next.empty()) return Answer<Ok>(Ok{});
    if (next == token) {
      return fail(Code::kCorrupt,
                  fmt::format("{}: the token of the next page does not move", operation));
    }
    token = std::move(next);
  }
  return fail(Code::kCorrupt, fmt::format("{}: no end after {} pages", operation, most));
}

}  // namespace tidemark::client
