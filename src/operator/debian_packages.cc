#include "operator/debian_packages.h"

#include "operator/text.h"

#include <algorithm>
#include <array>

namespace tidemark::runbooks {
namespace {

using values::AttributeValue;
using values::Item;
using values::text_value;

constexpr std::array<std::string_view, 12> kRelations{
    "Depends",     "Pre-Depends",        "Recommends",
    "Suggests",    "Enhances",           "Provides",
    "Breaks",      "Conflicts",          "Replaces",
    "Built-Using", "Static-Built-Using", "X-Cargo-Built-Using"};
constexpr std::array<std::string_view, 2> kNumbers{"Size", "Installed-Size"};
constexpr std::array<std::string_view, 5> kFlags{"Essential", "Important", "Protected",
                                                 "Build-Essential", "Auto-Installed"};
constexpr std::array<std::string_view, 3> kChecksums{"SHA256", "MD5sum", "Description-md5"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// DynamoDB's S holds UTF-8 only; an old record may hold Latin-1, which is then kept as it is.
AttributeValue text_or_bytes(std::string_view text) {
  if (text.empty()) return AttributeValue(values::Null{});
  if (!is_utf8(text)) return AttributeValue(values::Binary{std::string(text)});
  return text_value(std::string(text));
}

AttributeValue number_or_text(std::string_view text) {
  auto number = values::Number::parse(text);
  if (auto* parsed = std::get_if<values::Number>(&number))
    return AttributeValue(std::move(*parsed));
  return text_or_bytes(text);
}

AttributeValue checksum_or_text(std::string_view text) {
  const auto bytes = bytes_of_hex(text);
  if (!bytes || bytes->empty()) return text_or_bytes(text);
  return AttributeValue(values::Binary{*bytes});
}

// "game::strategy, uitoolkit::{gtk,qt}": braces stand for several tags with one beginning.
AttributeValue tags_in(std::string_view field) {
  values::StringSet tags;
  for (const std::string_view tag : split_outside_braces(field)) {
    const auto brace = tag.find('{');
    if (brace == tag.npos || tag.back() != '}') {
      tags.emplace_back(tag);
      continue;
    }
    for (const std::string_view end : split(tag.substr(brace + 1, tag.size() - brace - 2), ',')) {
      tags.push_back(fmt::format("{}{}", tag.substr(0, brace), end));
    }
  }
  std::ranges::sort(tags);
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  if (tags.empty() || !is_utf8(field)) return text_or_bytes(field);
  return AttributeValue(std::move(tags));
}

// "Debian Games Team <games@example.org>"
AttributeValue person_in(std::string_view field) {
  const auto open = field.rfind('<');
  if (open == field.npos || field.back() != '>') return text_or_bytes(field);
  Item person;
  person.set("Name", text_or_bytes(trimmed(field.substr(0, open))));
  person.set("Email", text_or_bytes(field.substr(open + 1, field.size() - open - 2)));
  return AttributeValue(std::move(person));
}

// dpkg's lines of " /etc/path checksum [obsolete]".
AttributeValue conffiles_in(std::string_view field) {
  values::List files;
  for (const std::string_view line : split(field, '\n')) {
    const auto blank = line.find(' ');
    Item file;
    file.set("Path", text_or_bytes(line.substr(0, blank)));
    if (blank != line.npos) file.set("Checksum", text_or_bytes(trimmed(line.substr(blank))));
    files.emplace_back(std::move(file));
  }
  return AttributeValue(std::move(files));
}

AttributeValue value_of(std::string_view name, std::string_view text) {
  if (among(kRelations, name) && is_utf8(text)) return relations_in(text);
  if (among(kNumbers, name)) return number_or_text(text);
  if (among(kChecksums, name)) return checksum_or_text(text);
  if (among(kFlags, name) && (text == "yes" || text == "no")) return AttributeValue(text == "yes");
  if (name == "Tag") return tags_in(text);
  if (name == "Maintainer" || name == "Original-Maintainer") return person_in(text);
  if (name == "Conffiles") return conffiles_in(text);
  return text_or_bytes(text);
}

// One side of a "|": "python3:any (>= 3.9~)".
Item relation_in(std::string_view text) {
  Item relation;
  const auto open = text.find('(');
  std::string_view name = trimmed(text.substr(0, open));
  if (const auto colon = name.find(':'); colon != name.npos) {
    relation.set("Qualifier", text_value(std::string(name.substr(colon + 1))));
    name = name.substr(0, colon);
  }
  relation.set("Name", text_value(std::string(name)));
  if (open == text.npos) return relation;
  const std::string_view inside = text.substr(open + 1, text.find(')', open) - open - 1);
  const auto version = inside.find_first_not_of("<>=");
  if (version == inside.npos) return relation;
  relation.set("Relation", text_value(std::string(trimmed(inside.substr(0, version)))));
  relation.set("Version", text_value(std::string(trimmed(inside.substr(version)))));
  return relation;
}

// One record while its lines are read.
class Stanza {
 public:
  void begin_field(std::string_view name, std::string_view text) {
    end_field();
    name_ = name;
    text_ = text;
  }

  void continue_field(std::string_view text) {
    if (!text_.empty()) text_ += '\n';
    text_ += text;
  }

  [[nodiscard]] bool has_field() const { return !name_.empty(); }

  [[nodiscard]] bool empty() const { return item_.empty() && name_.empty(); }

  // The record's item, with its key; an item without Build is no package.
  Item take() {
    end_field();
    Item item = std::move(item_);
    item_ = {};
    const auto* version = text_in(item, "Version");
    if (version == nullptr) return item;
    const auto* architecture = text_in(item, "Architecture");
    item.set("Build", text_value(fmt::format("{}_{}", *version,
                                             architecture != nullptr ? *architecture : "all")));
    return item;
  }

 private:
  static const std::string* text_in(const Item& item, std::string_view name) {
    const AttributeValue* value = item.find(name);
    return value != nullptr ? value->get_if<std::string>() : nullptr;
  }

  void end_field() {
    if (name_.empty()) return;
    // dpkg's own file holds the long text; a search over first lines wants them apart.
    if (const auto line_end = text_.find('\n'); name_ == "Description" && line_end != text_.npos) {
      item_.set("Long-Description", text_or_bytes(std::string_view(text_).substr(line_end + 1)));
      text_.resize(line_end);
    }
    item_.set(name_, value_of(name_, name_ == "Tag" ? joined_lines(text_) : text_));
    name_.clear();
    text_.clear();
  }

  Item item_;
  std::string name_;
  std::string text_;
};

}  // namespace

values::KeySchema package_keys() {
  return {.hash = {"Package", values::KeyType::kString},
          .range = values::KeyAttribute{"Build", values::KeyType::kString}};
}

AttributeValue relations_in(std::string_view field) {
  values::List relations;
  for (const std::string_view part : split(field, ',')) {
    const auto sides = split(part, '|');
    if (sides.size() == 1) {
      relations.emplace_back(relation_in(sides.front()));
      continue;
    }
    values::List any_of;
    for (const std::string_view side : sides) any_of.emplace_back(relation_in(side));
    Item choice;
    choice.set("AnyOf", AttributeValue(std::move(any_of)));
    relations.emplace_back(std::move(choice));
  }
  return AttributeValue(std::move(relations));
}

Status packages_in(std::string_view catalogue,
                   const std::function<Status(values::Item&&)>& on_package) {
  Stanza stanza;
  const auto finish = [&]() -> Status {
    if (stanza.empty()) return Ok{};
    Item item = stanza.take();
    return item.find("Build") != nullptr ? on_package(std::move(item)) : Status(Ok{});
  };
  std::size_t line_number = 0;
  while (!catalogue.empty()) {
    ++line_number;
    const std::string_view line = take_line(catalogue);
    if (line.empty()) {
      TM_TRY_STATUS(finish());
    } else if (line.front() == ' ' || line.front() == '\t') {
      if (!stanza.has_field()) {
        return fail(Code::kInvalid, fmt::format("line {} continues no field", line_number));
      }
      stanza.continue_field(trimmed(line));
    } else {
      const auto colon = line.find(':');
      if (colon == line.npos || colon == 0) {
        return fail(Code::kInvalid, fmt::format("line {} is no \"Field: text\"", line_number));
      }
      const std::string_view name = line.substr(0, colon);
      if (stanza.empty() && name != "Package") {
        return fail(
            Code::kInvalid,
            fmt::format("line {}: a record begins with {}, not with Package", line_number, name));
      }
      stanza.begin_field(name, trimmed(line.substr(colon + 1)));
    }
  }
  return finish();
}

}  // namespace tidemark::runbooks
