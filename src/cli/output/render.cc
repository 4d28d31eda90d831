#include "cli/output/render.h"

#include <algorithm>

namespace tidemark::cli {
namespace {

using codec::JsonValue;

JsonValue without_schema(const JsonValue& document) {
  if (document.object() == nullptr) return document;
  JsonValue::Members rest = *document.object();
  std::erase_if(rest, [](const auto& member) { return member.first == "schema"; });
  return JsonValue(std::move(rest));
}

}  // namespace

std::string render(const JsonValue& document, const RenderOptions& options) {
  switch (options.form) {
    case OutputForm::kJson: return json_text(document);
    case OutputForm::kYaml: return yaml_text(document);
    case OutputForm::kText: return tabbed_text(without_schema(document));
    case OutputForm::kTable: break;
  }
  return table_text(without_schema(document), options.columns, options.colour);
}

}  // namespace tidemark::cli
