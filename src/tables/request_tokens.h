// Which transactions were done lately under which ClientRequestToken, so that one that is sent
// again is not done again. Rows of a store table of its own, one an account and region, made when
// the first token comes; written in the commit of the transaction. Format: docs/formats/catalog.md.
//
//   TM_TRY(const auto earlier, find_request(view, token));
//   …
//   TM_TRY_STATUS(remember_request(view, changes, token, bytes));
//
// Source: API reference, TransactWriteItems: a token counts for ten minutes.
#pragma once

#include "base/result.h"
#include "storage/changes.h"
#include "storage/job_runner.h"
#include "storage/view.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::tables {

inline constexpr std::chrono::minutes kTokenCounts{10};
inline constexpr char kForgetTokensJob[] = "forget tokens";

struct RequestToken {
  std::string account;
  std::string region;
  std::string text;
  std::string fingerprint;  // of everything else that must be the same
};

struct DoneRequest {
  bool same = false;                    // as the token's own request
  std::vector<std::size_t> item_bytes;  // of each item that it wrote
};

// The request that was done under that token in the last ten minutes. Errors: kCorrupt
Result<std::optional<DoneRequest>> find_request(const storage::View& view,
                                                const RequestToken& token);

// Adds to `changes` that it is done.
Status remember_request(storage::View& view, storage::Changes& changes, const RequestToken& token,
                        const std::vector<std::size_t>& item_bytes);

// Forgets tokens that count no more; due when the oldest one does.
Result<storage::Step> step_forget_tokens(storage::Store& store, const storage::JobRow& row,
                                         const Clock& clock);

}  // namespace tidemark::tables
