// Pages of AWS Backup's lists: maxResults and nextToken.
//
//   TM_OR_REPLY(const PageWanted page, page_wanted(request));
//   …
//   write_next_token(out, last_key_if_more);
#pragma once

#include "api/backup/operation.h"
#include "api/parsed.h"

#include <cstddef>
#include <string>

namespace tidemark::api {

struct PageWanted {
  std::size_t limit = 1000;
  std::string after;  // the key after which to go on; empty: from the first
};

// `names`: how the operation spells them, "maxResults" "nextToken" or with capitals.
Parsed<PageWanted> page_wanted(const BackupRequest& request,
                               const std::string& limit_name = "maxResults",
                               const std::string& token_name = "nextToken");

// Nothing when there is no more.
void write_next_token(codec::JsonWriter& out, const std::string& last_key);

}  // namespace tidemark::api
