#include "api/backup/pages.h"

#include "api/backup/errors.h"
#include "codec/hex.h"

#include <charconv>

namespace tidemark::api {

Parsed<PageWanted> page_wanted(const BackupRequest& request, const std::string& limit_name,
                               const std::string& token_name) {
  PageWanted page;
  if (const std::string* const text = request.in_query(limit_name)) {
    const char* const end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, page.limit);
    if (read.ec != std::errc() || read.ptr != end || page.limit < 1 || page.limit > 1000) {
      return invalid_value(
          fmt::format("{} must be a whole number from 1 to 1000, not {}", limit_name, *text));
    }
  }
  if (const std::string* const token = request.in_query(token_name); token && !token->empty()) {
    auto key = codec::from_hex(*token);
    if (!key) return invalid_value(fmt::format("{} is not one that was given out", token_name));
    page.after = std::move(key).value();
  }
  return page;
}

void write_next_token(codec::JsonWriter& out, const std::string& last_key) {
  if (!last_key.empty()) out.key("NextToken").string(codec::to_hex(last_key));
}

}  // namespace tidemark::api
