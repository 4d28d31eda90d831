#include "codec/iso8601.h"
#include "operator/text.h"
#include "operator/verification.h"

namespace tidemark::runbooks {
namespace {

using codec::JsonWriter;

void add_sums(std::string& out, std::string_view label, const std::optional<ContentSums>& content) {
  if (!content) {
    out += fmt::format("  {:<10}not counted\n", label);
    return;
  }
  out += fmt::format("  {:<10}{} items, {}\n", label, with_commas(content->sums.items),
                     bytes_text(content->sums.aws_bytes));
  out += fmt::format("            digest {}\n            {}\n", content->sums.digest, content->how);
}

void add_items(std::string& out, const ContentDifferences& items) {
  out += fmt::format("  {}{} different, {} missing, {} extra\n", items.all ? "" : "at least ",
                     with_commas(items.different), with_commas(items.missing),
                     with_commas(items.extra));
  for (const std::string& example : items.examples) out += fmt::format("    {}\n", example);
}

std::string_view verdict(const Verification& verification) {
  if (verification.same()) {
    return verification.complete() ? "the same" : "the same, as far as it could be compared";
  }
  const bool differs = !verification.shape.empty() || verification.same_content() == false ||
                       (verification.settings && !verification.settings->none());
  return differs ? "different" : "not shown to be the same";
}

void write_sums(JsonWriter& out, std::string_view key, const std::optional<ContentSums>& content) {
  out.key(key);
  if (!content) {
    out.null();
    return;
  }
  out.begin_object().key("items").number(static_cast<std::int64_t>(content->sums.items));
  out.key("bytes").number(static_cast<std::int64_t>(content->sums.aws_bytes));
  out.key("digest").string(content->sums.digest).key("how").string(content->how).end_object();
}

void write_items(JsonWriter& out, const std::optional<ContentDifferences>& items) {
  out.key("itemDifferences");
  if (!items) {
    out.null();
    return;
  }
  out.begin_object().key("different").number(static_cast<std::int64_t>(items->different));
  out.key("missing").number(static_cast<std::int64_t>(items->missing));
  out.key("extra").number(static_cast<std::int64_t>(items->extra));
  out.key("all").boolean(items->all).key("examples").begin_array();
  for (const std::string& example : items->examples) out.string(example);
  out.end_array().end_object();
}

void write_side(JsonWriter& out, std::string_view key, const VerifySide& side) {
  out.key(key).begin_object().key("table").string(side.table).key("asOf");
  side.as_of ? out.string(codec::to_iso8601(*side.as_of)) : out.null();
  out.end_object();
}

void write_texts(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

}  // namespace

std::string verification_text(const Verification& verification) {
  std::string out = fmt::format("{} is {}\n", verification.found.table, verdict(verification));
  for (const std::string& line : verification.shape) out += fmt::format("  {}\n", line);
  add_sums(out, "wanted", verification.wanted_content);
  add_sums(out, "found", verification.found_content);
  if (verification.items) add_items(out, *verification.items);
  if (verification.settings && !verification.settings->none()) {
    for (const SettingDifference& setting : verification.settings->settings) {
      out += fmt::format("  {}: {}, should be {}\n", setting.what, setting.found, setting.wanted);
    }
  }
  out += "Compared:\n";
  for (const std::string& text : verification.compared) out += fmt::format("  {}\n", text);
  if (!verification.not_compared.empty()) out += "Not compared:\n";
  for (const NotCompared& one : verification.not_compared) {
    out += fmt::format("  {}: {}\n", one.what, one.why);
  }
  return out;
}

void write_verification(JsonWriter& out, const Verification& verification) {
  out.begin_object().key("same").boolean(verification.same());
  out.key("complete").boolean(verification.complete());
  write_side(out, "wanted", verification.wanted);
  write_side(out, "found", verification.found);
  write_texts(out, "shapeDifferences", verification.shape);
  write_sums(out, "wantedContent", verification.wanted_content);
  write_sums(out, "foundContent", verification.found_content);
  write_items(out, verification.items);
  out.key("settings");
  verification.settings ? out.raw(difference_json(*verification.settings)) : out.null();
  write_texts(out, "compared", verification.compared);
  out.key("notCompared").begin_array();
  for (const NotCompared& one : verification.not_compared) {
    out.begin_object().key("what").string(one.what).key("why").string(one.why).end_object();
  }
  out.end_array().key("readUnits").number(verification.read_units).end_object();
}

}  // namespace tidemark::runbooks
