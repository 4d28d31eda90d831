// Lists that come page by page, with an end even when the server never comes to one.
//
//   TM_TRY(const Answer<Ok> done, each_page("ListBackupVaults", [&](const std::string& token)
//       -> Result<Answer<std::string>> { … call with the token, take the page … return next; }));
//
// Threads   Runs on the caller's.
#pragma once

#include "client/answer.h"

#include <functional>
#include <string>
#include <string_view>

namespace tidemark::client {

// One page: asked for with the token of the page before it ("" for the first), answers with the
// token of the next ("" when it was the last).
using TakePage = std::function<Result<Answer<std::string>>(const std::string& token)>;

// A million rows at AWS's largest pages; a vault holds no more.
inline constexpr int kMostPages = 1'000;

// Errors: kCorrupt  the token did not move, or there were more than `most` pages
//         and those of `take`
Result<Answer<Ok>> each_page(std::string_view operation, const TakePage& take,
                             int most = kMostPages);

// What was gathered from the pages, if they were all read.
template <class T>
Result<Answer<T>> gathered(Result<Answer<Ok>> read, T rows) {
  if (!read) return std::move(read).error();
  if (auto* error = std::get_if<ServiceError>(&read.value())) return Answer<T>(std::move(*error));
  return Answer<T>(std::move(rows));
}

}  // namespace tidemark::client
