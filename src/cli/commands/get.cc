#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/document.h"
#include "cli/plain_item.h"
#include "cli/reading.h"
#include "cli/times.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

using codec::JsonValue;

std::string check_key(const std::string& text) {
  if (const std::string why = check_json_object(text); !why.empty()) return why;
  const auto key = typed_item(codec::parse_json(text).value());
  return key ? "" : key.error().message;
}

Result<ExitCode> get_item(const Words& words, CommandContext& context) {
  TM_TRY(const Reading reading, reading_of(words, context));
  const JsonValue key = typed_item(codec::parse_json(words.text("KEY")).value()).value();
  codec::JsonWriter body;
  body.begin_object().key("TableName").string(words.text("TABLE"));
  body.key("ConsistentRead").boolean(true).key("Key");
  codec::write_json(body, key);
  TM_TRY(const client::Reply reply,
         client::accepted("GetItem", reading.aws->call("GetItem", body.end_object().text())));
  const JsonValue* item = reply.body.find("Item");
  JsonValue shown;
  if (item != nullptr) shown = reading.typed ? *item : plain_item(*item);
  TM_TRY_STATUS(context.show(document()
                                 .text("table", words.text("TABLE"))
                                 .text("asOf", words.text("--as-of"))
                                 .value("item", std::move(shown))
                                 .take()));
  return item != nullptr ? ExitCode::kDone : ExitCode::kFound;
}

}  // namespace

CommandSpec get_spec() {
  return {.path = {"get"},
          .summary = "Read one item, now or as of an instant",
          .positionals = {{.name = "TABLE", .help = "Its name", .check = check_table},
                          {.name = "KEY",
                           .help = "JSON, plain or DynamoDB's: {\"id\": \"a\", \"n\": 1}",
                           .check = check_key}},
          .options = reading_options({}),
          .notes = fmt::format("Exit code 1 when there is no such item.\n\n{}", kTimeForms),
          .examples = {{"tidemark get orders '{\"id\": \"a\"}'"},
                       {"tidemark get orders '{\"id\": \"a\"}' --as-of '2h ago'"}},
          .run = get_item};
}

}  // namespace tidemark::cli
