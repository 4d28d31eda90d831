// A request that was signed verifies, and does not any more once a byte of what counts is changed:
// method, path, a signed header's value, body, signature. The canonical form of a canonical query,
// and of a plain path, is itself. Whatever else is claimed as a signature is refused with a reason.
//
// Input: lines. 1 method, 2 path and query, 3 what to change where (two bytes); then header lines
// up to an empty one; the rest is the body.
#include "property.h"
#include "wire/sigv4_canonical.h"
#include "wire/sigv4_sign.h"
#include "wire/sigv4_verify.h"

#include <algorithm>
#include <array>

namespace {

using namespace tidemark;

const wire::Credentials kKey{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG", ""};
const std::array<std::string, 1> kRegions{"eu-west-1"};
constexpr Timestamp kNow{1'767'323'045'000'000};

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

bool is_visible(char c) {
  return c > ' ' && c < 0x7f;
}

// What an HTTP parser lets through: visible characters, single blanks inside.
std::string shown(std::string_view text, bool blanks) {
  std::string result;
  for (const char c : text) {
    if (is_visible(c) || (blanks && c == ' ' && !result.empty() && result.back() != ' '))
      result += c;
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

std::string name_of(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_') result += c;
  }
  return result;
}

wire::Verification verified(const http::Request& request) {
  static const wire::Verifier verifier([](std::string_view id) -> std::optional<wire::SecretKey> {
    if (id != kKey.key_id) return std::nullopt;
    return wire::SecretKey{kKey.secret, "123456789012"};
  });
  return verifier.verify(request, kNow, {.service = "dynamodb", .regions = kRegions});
}

bool passes(const http::Request& request) {
  const auto outcome = verified(request);
  if (std::holds_alternative<wire::Verified>(outcome)) return true;
  TM_CHECK(!wire::rejection_of(outcome).name.empty() &&
           !wire::rejection_of(outcome).message.empty());
  return false;
}

// The three lines of a canonical request that depend on the target.
std::string canonical(std::string_view path, std::string_view query, bool s3) {
  const http::Headers none;
  const std::vector<std::string> no_names;
  return wire::canonical_text({.method = "POST",
                               .path = path,
                               .query = query,
                               .headers = &none,
                               .signed_names = &no_names,
                               .payload_hash = "h",
                               .s3 = s3});
}

std::string line_of(const std::string& text, int index) {
  std::string_view rest = text;
  for (int i = 0; i < index; ++i) take_line(rest);
  return std::string(take_line(rest));
}

void check_normal_form(std::string_view target) {
  const wire::TargetParts parts = wire::split_target(target);
  const std::string query = line_of(canonical("/", parts.query, false), 2);
  TM_CHECK(line_of(canonical("/", query, false), 2) == query);
  const bool plain = std::ranges::all_of(parts.path, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("-_.~/").find(c) != std::string_view::npos;
  });
  if (!plain) return;
  const std::string path = line_of(canonical(parts.path, "", false), 1);
  TM_CHECK(path.starts_with('/') && path.find("//") == path.npos);
  TM_CHECK(path.find("/./") == path.npos && path.find("/../") == path.npos);
  TM_CHECK(line_of(canonical(path, "", false), 1) == path);
}

http::Headers with_value(const http::Headers& headers, std::size_t index, std::string_view value) {
  http::Headers changed;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    changed.add(headers.at(i).name, i == index ? value : headers.at(i).value);
  }
  return changed;
}

// Another visible character in its place.
std::string flipped(std::string_view text, std::size_t at) {
  std::string result(text);
  result[at] = result[at] == 'x' ? 'y' : 'x';
  return result;
}

bool is_signed(std::string_view name) {
  return http::equal_ignoring_case(name, "host") || http::equal_ignoring_case(name, "x-amz-date") ||
         wire::lower_case(name).starts_with("x-own-");
}

// Each single change makes another request, which its signature does not fit.
void check_changes(const http::Request& request, std::uint8_t at) {
  http::Request changed = request;
  changed.method += "X";
  TM_CHECK(!passes(changed));
  changed = request;
  changed.body += "x";
  TM_CHECK(!passes(changed));
  if (!request.body.empty()) {
    changed.body = flipped(request.body, at % request.body.size());
    TM_CHECK(!passes(changed));
  }
  changed = request;
  changed.target += "x";
  TM_CHECK(!passes(changed));
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const auto field = request.headers.at(i);
    const bool authorization = field.name == "Authorization";
    if (field.value.empty() || (!authorization && !is_signed(field.name))) continue;
    // Of the Authorization only the signature itself: its last 64 letters.
    const std::size_t place =
        authorization ? field.value.size() - 1 - at % 64 : at % field.value.size();
    if (field.value[place] == ' ') continue;
    changed = request;
    changed.headers = with_value(request.headers, i, flipped(field.value, place));
    TM_CHECK(!passes(changed));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = text_of(data, size);
  const std::string_view method_line = take_line(text);
  const std::string_view target_line = take_line(text);
  const std::string_view change = take_line(text);
  check_normal_form(target_line);

  http::Outgoing outgoing{.method = "P" + name_of(method_line)};
  const std::string target = "/" + shown(target_line, false);
  outgoing.url = "http://h:8000" + target;
  http::Request claimed{.method = outgoing.method, .target = target};
  claimed.headers.add("Host", "h:8000");
  for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
    const auto colon = std::min(line.find(':'), line.size());
    const std::string value = shown(line.substr(std::min(colon + 1, line.size())), true);
    // As it is: a claim of the client's own, usually nonsense.
    claimed.headers.add(name_of(line.substr(0, colon)), value);
    outgoing.headers.add("X-Own-" + name_of(line.substr(0, colon)), value);
  }
  outgoing.body = claimed.body = std::string(text);
  passes(claimed);

  wire::sign(outgoing, kKey, {kRegions[0], "dynamodb"}, kNow);
  const http::Request request{.method = outgoing.method,
                              .target = target,
                              .headers = outgoing.headers,
                              .body = outgoing.body};
  // A query of the input's own may claim a signature as well: then there are two.
  if (target.find("X-Amz-") != target.npos || target.find('%') != target.npos) return 0;
  TM_CHECK(passes(request));
  check_changes(request, change.empty() ? 0 : static_cast<std::uint8_t>(change.front()));
  return 0;
}
