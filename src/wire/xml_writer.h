// Appends XML text without a tree: the answers of AWS's query protocol.
//
//   XmlWriter out;
//   out.open("Role").text("RoleName", name).number("MaxSessionDuration", 3600).close();
//
// Well-formed as long as every open() has its close(). Text is escaped; characters that XML cannot
// hold become U+FFFD.
//
// Threads   One at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::wire {

class XmlWriter {
 public:
  XmlWriter& open(std::string_view name);
  // Ends the element opened last.
  XmlWriter& close();
  // An element that holds a text.
  XmlWriter& text(std::string_view name, std::string_view value);
  XmlWriter& number(std::string_view name, std::int64_t value);
  XmlWriter& flag(std::string_view name, bool value);
  // A piece that is XML already.
  XmlWriter& raw(std::string_view xml);

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::vector<std::string> open_;
};

// Text as it stands between tags.
[[nodiscard]] std::string xml_escape(std::string_view text);

}  // namespace tidemark::wire
