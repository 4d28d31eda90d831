#include "http/request_parser.h"

#include <gtest/gtest.h>

namespace tidemark::http {
namespace {

constexpr std::size_t kBodyLimit = 10;

ParserLimits limits() {
  return {.head_bytes = 1024, .body_bytes = [](const Request&) { return kBodyLimit; }};
}

// Feeds `bytes` whole, then again one byte at a time: both must come to the same end.
struct Parsed {
  RequestParser::State state = RequestParser::kHead;
  int status = 0;
  Request request{};
};

Parsed parse(std::string_view bytes, std::size_t step) {
  const ParserLimits given = limits();
  RequestParser parser(given);
  std::string unread;
  for (std::size_t at = 0; at < bytes.size() && parser.state() < RequestParser::kDone; at += step) {
    unread.append(bytes.substr(at, step));
    std::size_t used = 1;
    while (used > 0 && !unread.empty() && parser.state() < RequestParser::kDone) {
      used = parser.feed(unread);
      unread.erase(0, used);
    }
  }
  Parsed parsed{.state = parser.state()};
  if (parsed.state == RequestParser::kRefused) parsed.status = parser.refusal().status;
  if (parsed.state == RequestParser::kDone) parsed.request = std::move(parser.request());
  return parsed;
}

Parsed parse(std::string_view bytes) {
  Parsed whole = parse(bytes, bytes.size());
  const Parsed slow = parse(bytes, 1);
  EXPECT_EQ(whole.state, slow.state) << bytes;
  EXPECT_EQ(whole.status, slow.status) << bytes;
  EXPECT_EQ(whole.request.body, slow.request.body) << bytes;
  return whole;
}

int refused(std::string_view head) {
  return parse(std::string(head) + "\r\n0\r\n\r\n").status;
}

TEST(RequestParser, KeepsTargetAndHeadersAsSent) {
  const Parsed parsed = parse(
      "POST /a%2Fb?x=%20&y HTTP/1.1\r\nHost: h\r\nX-Many:  one \r\nx-many: two\r\n"
      "Content-Length: 2\r\n\r\n{}");

  ASSERT_EQ(parsed.state, RequestParser::kDone);
  EXPECT_EQ(parsed.request.method, "POST");
  EXPECT_EQ(parsed.request.target, "/a%2Fb?x=%20&y");
  EXPECT_EQ(parsed.request.body, "{}");
  EXPECT_EQ(parsed.request.headers.count("X-MANY"), 2u);
  EXPECT_EQ(parsed.request.headers.find("x-MANY"), "one");
  EXPECT_EQ(parsed.request.headers.at(2).name, "x-many");
}

TEST(RequestParser, ReadsChunksWithExtensionsAndTrailers) {
  const Parsed parsed = parse(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;name=value\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n");

  ASSERT_EQ(parsed.state, RequestParser::kDone);
  EXPECT_EQ(parsed.request.body, "abcde");
}

TEST(RequestParser, TakesABodyOfTheLimitAndRefusesOneByteMore) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ";

  EXPECT_EQ(parse(head + "10\r\n\r\n0123456789").state, RequestParser::kDone);
  EXPECT_EQ(parse(head + "11\r\n\r\n").status, 413);
}

TEST(RequestParser, CountsChunksTogetherAgainstTheBodyLimit) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

  EXPECT_EQ(parse(head + "5\r\n01234\r\n5\r\n01234\r\n0\r\n\r\n").state, RequestParser::kDone);
  EXPECT_EQ(parse(head + "5\r\n01234\r\n6\r\n012345\r\n0\r\n\r\n").status, 413);
}

TEST(RequestParser, RefusesWhatTwoParsersCouldReadInTwoWays) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(refused(start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(refused(start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(refused(start + "Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
  EXPECT_EQ(refused(start + "Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
  EXPECT_EQ(refused(start + "Content-Length: 5, 5\r\n"), 400);
  EXPECT_EQ(refused(start + "Content-Length: +5\r\n"), 400);
  EXPECT_EQ(refused(start + "Transfer-Encoding: gzip, chunked\r\n"), 501);
  EXPECT_EQ(refused(start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(refused(start + "Transfer-Encoding: xchunked\r\n"), 501);
  EXPECT_EQ(refused("POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"), 400);
  EXPECT_EQ(refused(start + "Name : value\r\n"), 400);
  EXPECT_EQ(refused(start + "Name: value\nOther: value\r\n"), 400);
  EXPECT_EQ(refused(start + "Bad\x01Name: value\r\n"), 400);
}

TEST(RequestParser, RefusesALineFoldedInTwo) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(refused(start + "Content-Length:\r\n 5\r\n"), 400);
  EXPECT_EQ(refused(start + "X-Some: one\r\n\ttwo\r\n"), 400);
  EXPECT_EQ(parse(start + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: one\r\n two\r\n\r\n").status,
            400);
}

TEST(RequestParser, DropsTrailers) {
  const Parsed parsed = parse(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "1\r\na\r\n0\r\nX-Amz-Target: other\r\nHost: other\r\n\r\n");

  ASSERT_EQ(parsed.state, RequestParser::kDone);
  EXPECT_EQ(parsed.request.headers.size(), 2u);
  EXPECT_EQ(parsed.request.headers.find("Host"), "h");
}

TEST(RequestParser, WaitsForTheEndOfALastChunkThatComesInPieces) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

  EXPECT_EQ(parse(head + "0\r\n").state, RequestParser::kBody);
  EXPECT_EQ(parse(head + "0\r\nX").state, RequestParser::kBody);
  EXPECT_EQ(parse(head + "0\r\n\r\n").state, RequestParser::kDone);
}

TEST(RequestParser, BoundsWhatComesBesideTheBodyInChunks) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

  EXPECT_EQ(parse(head + "1;x=" + std::string(4000, 'x') + "\r\na\r\n0\r\n\r\n").state,
            RequestParser::kDone);
  EXPECT_EQ(parse(head + "1;x=" + std::string(4200, 'x') + "\r\na\r\n0\r\n\r\n").status, 400);
  EXPECT_EQ(parse(head + "1;x=" + std::string(4200, 'x')).status, 400);
  EXPECT_EQ(parse(head + "0\r\nX: " + std::string(4200, 'x')).status, 400);
}

TEST(RequestParser, TakesTheLimitOfFieldsAndRefusesOneMore) {
  const ParserLimits few{.head_fields = 3};
  const std::string head = "GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\n";

  RequestParser all(few);
  all.feed(head + "\r\n");
  EXPECT_EQ(all.state(), RequestParser::kDone);
  RequestParser more(few);
  more.feed(head + "C: 3\r\n\r\n");
  ASSERT_EQ(more.state(), RequestParser::kRefused);
  EXPECT_EQ(more.refusal().status, 431);
}

TEST(RequestParser, WantsExactlyOneHost) {
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: h\r\n\r\n").state, RequestParser::kDone);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\n"), 400);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n"), 400);
}

TEST(RequestParser, RefusesAHeadOverTheLimit) {
  const std::string head = "GET / HTTP/1.1\r\nHost: h\r\nX: ";

  EXPECT_EQ(parse(head + std::string(900, 'x') + "\r\n\r\n").state, RequestParser::kDone);
  EXPECT_EQ(parse(head + std::string(1100, 'x') + "\r\n\r\n").status, 431);
}

TEST(RequestParser, RefusesOtherVersionsAndExpectations) {
  EXPECT_EQ(refused("GET / HTTP/2.0\r\nHost: h\r\n"), 505);
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: h\r\nExpect: a-miracle\r\n"), 417);
  EXPECT_EQ(parse("GARBAGE\r\n\r\n").status, 400);
}

TEST(RequestParser, StopsAtTheEndOfTheHeadAndOfTheRequest) {
  const ParserLimits given = limits();
  RequestParser parser(given);
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n";
  const std::string bytes = head + "{}GET / HTTP/1.1\r\n";

  EXPECT_EQ(parser.feed(bytes), head.size());
  EXPECT_EQ(parser.state(), RequestParser::kBody);
  EXPECT_EQ(parser.remaining_bytes(), 2u);
  EXPECT_EQ(parser.feed(std::string_view(bytes).substr(head.size())), 2u);
  EXPECT_EQ(parser.state(), RequestParser::kDone);
}

}  // namespace
}  // namespace tidemark::http
