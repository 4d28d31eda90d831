#include "api/cancellation.h"

#include "codec/json.h"
#include "values/dynamodb_json.h"

#include <fmt/format.h>

#include <string_view>

namespace tidemark::api {

Reply cancelled(const std::vector<CancellationReason>& reasons) {
  std::vector<std::string_view> codes;
  for (const CancellationReason& reason : reasons) codes.push_back(reason.code);
  codec::JsonWriter out;
  out.begin_object();
  out.key("__type").string("com.amazonaws.dynamodb.v20120810#TransactionCanceledException");
  out.key("CancellationReasons").begin_array();
  for (const CancellationReason& reason : reasons) {
    out.begin_object().key("Code").string(reason.code);
    if (reason.item) {
      out.key("Item");
      values::write_item(out, *reason.item);
    }
    if (!reason.message.empty()) out.key("Message").string(reason.message);
    out.end_object();
  }
  out.end_array();
  out.key("Message").string(fmt::format(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
      fmt::join(codes, ", ")));
  out.end_object();
  return {.status = 400, .body = out.take()};
}

}  // namespace tidemark::api
