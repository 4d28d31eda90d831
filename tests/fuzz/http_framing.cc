// A request gets the same verdict however the network cuts it into pieces, and what is accepted
// is exactly what a second, strict reading of the same bytes finds: same end, same body. So no two
// machines in a row can disagree about where a request ends.
//
// Input: eight bytes that choose the cuts, then what a client sent.
#include "base/random.h"
#include "http/request_parser.h"
#include "property.h"

#include <algorithm>
#include <optional>
#include <string>

namespace {

using namespace tidemark;
using http::RequestParser;

constexpr std::size_t kHeadLimit = 512;
constexpr std::size_t kBodyLimit = 200;
constexpr std::size_t kSeedBytes = 8;

struct Verdict {
  RequestParser::State state = RequestParser::kHead;
  std::size_t used = 0;
  int refused = 0;
  std::string text{};  // all that a handler would see

  friend bool operator==(const Verdict&, const Verdict&) = default;
};

std::string text_of(RequestParser& parser) {
  const http::Request& request = parser.request();
  std::string text = request.method + '\n' + request.target + '\n';
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const auto field = request.headers.at(i);
    text.append(field.name).append("=").append(field.value).append("\n");
  }
  return text + (parser.keep_alive() ? "keep\n" : "close\n") + request.body;
}

// `next_cut` says how many more bytes have arrived.
template <class NextCut>
Verdict read(std::string_view bytes, NextCut next_cut) {
  const http::ParserLimits limits{.head_bytes = kHeadLimit,
                                  .body_bytes = [](const http::Request&) { return kBodyLimit; }};
  RequestParser parser(limits);
  Verdict verdict;
  for (std::size_t there = 0; there < bytes.size() && parser.state() < RequestParser::kDone;) {
    there = std::min(bytes.size(), there + std::max<std::size_t>(1, next_cut()));
    // As a connection does: again after the head, while anything is used up.
    for (std::size_t used = 1; used > 0 && parser.state() < RequestParser::kDone;) {
      used = parser.feed(bytes.substr(verdict.used, there - verdict.used));
      verdict.used += used;
    }
  }
  verdict.state = parser.state();
  if (verdict.state == RequestParser::kRefused) verdict.refused = parser.refusal().status;
  if (verdict.state == RequestParser::kDone) verdict.text = text_of(parser);
  if (verdict.state != RequestParser::kDone) verdict.used = 0;  // the next request starts nowhere
  return verdict;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return c > 0x20 && c < 0x7f &&
           std::string_view("()<>@,;:\\\"/[]?={}").find(static_cast<char>(c)) ==
               std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

struct Framing {
  int lengths = 0;
  int codings = 0;
  int hosts = 0;
  std::size_t length = 0;
};

// Digits only, and not too many.
std::size_t number_of(std::string_view text) {
  TM_CHECK(!text.empty() && text.size() <= 20);
  std::size_t value = 0;
  for (const char c : text) {
    TM_CHECK(c >= '0' && c <= '9');
    value = value * 10 + static_cast<std::size_t>(c - '0');
  }
  return value;
}

void read_field(std::string_view line, Framing& framing) {
  const auto colon = line.find(':');
  TM_CHECK(colon != line.npos);
  TM_CHECK(is_token(line.substr(0, colon)));  // no blank before the colon, no folded line
  const std::string_view value = trimmed(line.substr(colon + 1));
  for (const char c : value) {
    TM_CHECK(static_cast<unsigned char>(c) >= 0x20 || c == '\t');
    TM_CHECK(c != 0x7f);
  }
  const std::string name = lower(line.substr(0, colon));
  if (name == "host") ++framing.hosts;
  if (name == "transfer-encoding") {
    ++framing.codings;
    TM_CHECK(lower(value) == "chunked");
  }
  if (name == "content-length") {
    ++framing.lengths;
    framing.length = number_of(value);
  }
}

// The chunks' bytes; moves `bytes` behind the last of them and the trailer.
std::string take_chunks(std::string_view& bytes) {
  std::string body;
  const auto take_line = [&] {
    const auto end = bytes.find("\r\n");
    TM_CHECK(end != bytes.npos);
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 2);
    return line;
  };
  while (true) {
    const std::string_view line = take_line();
    std::size_t size = 0;
    std::size_t digits = 0;
    for (; digits < line.size() && std::isxdigit(static_cast<unsigned char>(line[digits]));
         ++digits) {
      const auto c = static_cast<char>(line[digits] | 0x20);
      size = size * 16 + static_cast<std::size_t>(c >= 'a' ? c - 'a' + 10 : c - '0');
      TM_CHECK(size <= kBodyLimit);
    }
    TM_CHECK(digits > 0);
    TM_CHECK(digits == line.size() || line[digits] == ';' || line[digits] == ' ' ||
             line[digits] == '\t');
    if (size == 0) break;
    TM_CHECK(bytes.size() >= size + 2);
    body.append(bytes.substr(0, size));
    TM_CHECK(bytes.substr(size, 2) == "\r\n");
    bytes.remove_prefix(size + 2);
  }
  for (std::string_view line = take_line(); !line.empty(); line = take_line()) {
    TM_CHECK(line.find(':') != line.npos);
  }
  return body;
}

// Reads an accepted request again, strictly, and compares.
void check_accepted(std::string_view bytes, const Verdict& verdict) {
  // Empty lines before the request line may be skipped: RFC 9112, 2.2.
  std::string_view rest = bytes;
  const auto head_end = rest.find("\r\n\r\n");
  TM_CHECK(head_end != rest.npos);
  std::string_view head = rest.substr(0, head_end + 2);
  rest.remove_prefix(head_end + 4);
  Framing framing;
  for (bool first = true; !head.empty(); first = false) {
    const auto end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    TM_CHECK(line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos);
    if (!first) read_field(line, framing);
  }
  TM_CHECK(framing.hosts == 1);
  TM_CHECK(framing.lengths + framing.codings <= 1);
  std::string body;
  if (framing.codings == 1) {
    body = take_chunks(rest);
  } else {
    TM_CHECK(framing.length <= kBodyLimit && framing.length <= rest.size());
    body = rest.substr(0, framing.length);
    rest.remove_prefix(framing.length);
  }
  TM_CHECK(verdict.used == bytes.size() - rest.size());
  TM_CHECK(verdict.text.ends_with("\n" + body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kSeedBytes) return 0;
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < kSeedBytes; ++i) seed = seed << 8 | data[i];
  const std::string_view bytes = tidemark::text_of(data + kSeedBytes, size - kSeedBytes);
  const Verdict whole = read(bytes, [&] { return bytes.size(); });
  SeededRandom random(seed);
  TM_CHECK(read(bytes, [&] { return 1 + random.next() % 40; }) == whole);
  TM_CHECK(read(bytes, [] { return std::size_t{1}; }) == whole);
  if (whole.state == RequestParser::kDone) check_accepted(bytes, whole);
  if (whole.state == RequestParser::kRefused) TM_CHECK(whole.refused >= 400 && whole.refused < 600);
  return 0;
}
