#include "wire/xml_writer.h"

#include <fmt/format.h>

namespace tidemark::wire {

XmlWriter& XmlWriter::open(std::string_view name) {
  text_ += fmt::format("<{}>", name);
  open_.emplace_back(name);
  return *this;
}

XmlWriter& XmlWriter::close() {
  text_ += fmt::format("</{}>", open_.back());
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view name, std::string_view value) {
  text_ += fmt::format("<{}>{}</{}>", name, xml_escape(value), name);
  return *this;
}

XmlWriter& XmlWriter::number(std::string_view name, std::int64_t value) {
  return text(name, fmt::format_int(value).str());
}

XmlWriter& XmlWriter::flag(std::string_view name, bool value) {
  return text(name, value ? "true" : "false");
}

XmlWriter& XmlWriter::raw(std::string_view xml) {
  text_ += xml;
  return *this;
}

std::string xml_escape(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else if (c == '\r') {
      escaped += "&#xD;";  // a bare one would be read as a line feed
    } else if (byte < 0x20 && c != '\t' && c != '\n') {
      escaped += "\xEF\xBF\xBD";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace tidemark::wire
