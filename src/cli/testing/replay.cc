// Answers lines of JSON on standard input, one each, so that another implementation can be compared
// with ours (tests/journeys/query_test.py):
//
//   {"query": "a[0]", "document": {…}}        →  {"value": …} or {"error": "…"}
//   {"form": "yaml", "document": {…}}         →  {"text": "…"}; also text and json
#include "cli/jmespath/expression.h"
#include "cli/output/render.h"

#include <cstdio>
#include <iostream>
#include <string>

namespace {

using namespace tidemark;
using codec::JsonValue;

Result<JsonValue> found(const std::string& query, const JsonValue& document) {
  TM_TRY(const cli::jmespath::Expression compiled, cli::jmespath::compile(query));
  return compiled.search(document);
}

std::string text_of(const std::string& form, const JsonValue& document) {
  if (form == "yaml") return cli::yaml_text(document);
  return form == "text" ? cli::tabbed_text(document) : cli::json_text(document);
}

std::string answer(const JsonValue& line) {
  const JsonValue& document = *line.find("document");
  codec::JsonWriter out;
  out.begin_object();
  if (const JsonValue* query = line.find("query")) {
    const auto value = found(*query->string(), document);
    if (value) {
      write_json(out.key("value"), value.value());
    } else {
      out.key("error").string(value.error().message);
    }
  } else {
    out.key("text").string(text_of(*line.find("form")->string(), document));
  }
  return out.end_object().take();
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::puts(answer(codec::parse_json(line).value()).c_str());
  }
  return 0;
}
