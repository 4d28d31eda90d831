// The same work for many numbers at once, over a few connections.
//
//   TM_TRY_STATUS(for_each_parallel(batches, 8, stop, [&](std::size_t batch) { … }));
//
// Threads   `work` runs on `threads` threads at once; the call returns when all have ended.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <stop_token>

namespace tidemark::runbooks {

// Takes 0 … count-1 in rising order. After the first Error no new number is begun, and that Error
// is the answer.
//
// Errors: kBusy  a stop was requested; and `work`'s first
Status for_each_parallel(std::size_t count, unsigned threads, const std::stop_token& stop,
                         const std::function<Status(std::size_t)>& work);

// Ok, or kBusy once a stop was requested.
Status go_on(const std::stop_token& stop);

}  // namespace tidemark::runbooks
