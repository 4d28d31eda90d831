#include "cli/output/layout.h"
#include "cli/output/render.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::cli {
namespace {

using codec::JsonValue;

bool is_scalar(const JsonValue& value) {
  return value.array() == nullptr && value.object() == nullptr;
}

std::string cell(const JsonValue& value) {
  if (value.is_null()) return "-";
  if (value.boolean() != nullptr) return *value.boolean() ? "yes" : "no";
  if (value.string() != nullptr) return printable(*value.string());
  codec::JsonWriter out;
  codec::write_json(out, value);
  return out.take();
}

// "deletionProtection" as "Deletion protection".
std::string title_of(std::string_view name) {
  std::string title;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower = c >= 'a' && c <= 'z';
    if (title.empty() && lower) {
      title += static_cast<char>(c - 32);
    } else if (upper && !title.empty() && title.back() >= 'a' && title.back() <= 'z') {
      title += ' ';
      title += static_cast<char>(c + 32);
    } else {
      title += c;
    }
  }
  return printable(title);
}

// A list of scalars fits one cell; of anything else it needs lines of its own.
bool fits_cell(const JsonValue& value) {
  return is_scalar(value) ||
         (value.array() != nullptr && std::ranges::all_of(*value.array(), is_scalar));
}

std::string cell_of(const JsonValue& value) {
  if (value.array() == nullptr) return cell(value);
  std::string joined;
  for (const JsonValue& element : *value.array()) {
    joined += (joined.empty() ? "" : ", ") + cell(element);
  }
  return joined.empty() ? "-" : joined;
}

class TableText {
 public:
  TableText(std::size_t columns, bool colour) : columns_(columns), colour_(colour) {}

  std::string text;

  void value(const JsonValue& json, std::size_t indent) {
    if (json.object() != nullptr) {
      members(*json.object(), indent);
    } else if (json.array() != nullptr) {
      list(*json.array(), indent);
    } else {
      line(cell(json), indent);
    }
  }

 private:
  // Facts first, then what needs a heading.
  void members(const JsonValue::Members& json, std::size_t indent) {
    std::vector<std::pair<std::string, std::string>> facts;
    for (const auto& [name, inner] : json) {
      if (fits_cell(inner)) facts.emplace_back(title_of(name), cell_of(inner));
    }
    text += facts_text(facts, indent, columns_);
    for (const auto& [name, inner] : json) {
      if (fits_cell(inner)) continue;
      if (!text.empty()) text += '\n';
      line(bold(title_of(name)), indent);
      value(inner, indent + 2);
    }
  }

  void list(const JsonValue::Array& elements, std::size_t indent) {
    const bool rows = !elements.empty() && std::ranges::all_of(elements, [](const JsonValue& row) {
      return row.object() != nullptr;
    });
    if (rows) return table(elements, indent);
    for (const JsonValue& element : elements) {
      if (fits_cell(element)) {
        line(cell_of(element), indent);
      } else {
        value(element, indent);
      }
    }
  }

  void table(const JsonValue::Array& rows, std::size_t indent) {
    std::vector<std::string> names;
    for (const JsonValue& row : rows) {
      for (const auto& [name, inner] : *row.object()) {
        if (fits_cell(inner) && std::ranges::find(names, name) == names.end())
          names.push_back(name);
      }
    }
    Grid grid;
    for (const std::string& name : names) grid.titles.push_back(title_of(name));
    for (const JsonValue& row : rows) {
      std::vector<std::string> cells;
      for (const std::string& name : names) {
        const JsonValue* inner = row.find(name);
        cells.push_back(inner != nullptr && fits_cell(*inner) ? cell_of(*inner) : "");
      }
      grid.rows.push_back(std::move(cells));
    }
    for (const std::string& name : names) {
      grid.numbers.push_back(std::ranges::all_of(rows, [&](const JsonValue& row) {
        const JsonValue* inner = row.find(name);
        return inner == nullptr || inner->is_null() || inner->is_number();
      }));
    }
    text += grid_text(grid, indent, columns_, colour_);
    nested(rows, indent);
  }

  // What a row has that no cell can hold, below the table, under the row's first cell.
  void nested(const JsonValue::Array& rows, std::size_t indent) {
    for (const JsonValue& row : rows) {
      JsonValue::Members rest;
      for (const auto& member : *row.object()) {
        if (!fits_cell(member.second)) rest.push_back(member);
      }
      if (rest.empty()) continue;
      text += '\n';
      line(bold(cell_of(row.object()->front().second)), indent);
      members(rest, indent + 2);
    }
  }

  void line(const std::string& words, std::size_t indent) {
    text += std::string(indent, ' ') + words + "\n";
  }

  [[nodiscard]] std::string bold(const std::string& words) const {
    return colour_ ? fmt::format("\x1b[1m{}\x1b[0m", words) : words;
  }

  std::size_t columns_;
  bool colour_;
};

}  // namespace

std::string table_text(const JsonValue& value, std::size_t columns, bool colour) {
  TableText writer(columns, colour);
  writer.value(value, 0);
  return std::move(writer.text);
}

}  // namespace tidemark::cli
