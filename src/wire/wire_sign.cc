// Compares our signer and verifier with somebody else's: reads signed requests as JSON lines,
// signs each again, verifies it, and a tampered copy of it; prints the counts; exits 1 on the first
// kind of difference. Driven by tests/signing/run.sh.
//
//   {"method":"POST","url":"http://…","headers":[["Host","…"],…,["Authorization","…"]],
//    "body":"hex","key_id":"…","secret":"…","token":"","region":"…","service":"…",
//    "at":"20260102T030405Z","presigned":false}
#include "codec/hex.h"
#include "codec/iso8601.h"
#include "codec/json.h"
#include "wire/sigv4_canonical.h"
#include "wire/sigv4_sign.h"
#include "wire/sigv4_verify.h"

#include <cstdio>
#include <iostream>

namespace {

using namespace tidemark;

struct Line {
  http::Outgoing request;
  wire::Credentials credentials;
  wire::SigningScope scope;
  Timestamp at;
  bool presigned = false;
};

std::string text(const codec::JsonValue& line, std::string_view name) {
  const codec::JsonValue* value = line.find(name);
  return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
}

Result<Line> parse(const std::string& json) {
  TM_TRY(const codec::JsonValue line, codec::parse_json(json));
  TM_TRY(std::string body, codec::from_hex(text(line, "body")));
  TM_TRY(const Timestamp at, codec::parse_iso8601(text(line, "at")));
  http::Outgoing request{.method = text(line, "method"), .url = text(line, "url")};
  request.body = std::move(body);
  for (const codec::JsonValue& field : *line.find("headers")->array()) {
    const auto& pair = *field.array();
    request.headers.add(*pair[0].string(), *pair[1].string());
  }
  const bool* presigned = line.find("presigned")->boolean();
  return Line{std::move(request),
              {text(line, "key_id"), text(line, "secret"), text(line, "token")},
              {text(line, "region"), text(line, "service")},
              at,
              presigned != nullptr && *presigned};
}

std::string parameter(std::string_view authorization, std::string_view name) {
  for (const std::string_view word : wire::split(authorization, ", ")) {
    if (word.starts_with(name) && word.substr(name.size()).starts_with("=")) {
      return std::string(word.substr(name.size() + 1));
    }
  }
  return {};
}

// Our Authorization for the same request, signing the headers the other side chose.
std::string signed_again(const Line& line) {
  const std::string theirs(line.request.headers.find("Authorization").value_or(""));
  const std::string names = parameter(theirs, "SignedHeaders");
  http::Outgoing again = line.request;
  again.headers = {};
  for (const std::string_view name : wire::split(names, ";")) {
    if (name == "x-amz-date" || name == "x-amz-security-token") continue;
    for (std::size_t i = 0; i < line.request.headers.size(); ++i) {
      const auto field = line.request.headers.at(i);
      if (http::equal_ignoring_case(field.name, name)) again.headers.add(field.name, field.value);
    }
  }
  wire::sign(again, line.credentials, line.scope, line.at);
  return std::string(*again.headers.find("Authorization"));
}

bool same_signature(const Line& line) {
  const std::string ours = signed_again(line);
  const std::string_view theirs = line.request.headers.find("Authorization").value_or("");
  return parameter(ours, "SignedHeaders") == parameter(theirs, "SignedHeaders") &&
         parameter(ours, "Credential") == parameter(theirs, "Credential") &&
         parameter(ours, "Signature") == parameter(theirs, "Signature");
}

http::Request received(const http::Outgoing& sent) {
  const std::string_view rest = std::string_view(sent.url).substr(sent.url.find("://") + 3);
  return {.method = sent.method,
          .target = std::string(rest.substr(std::min(rest.find('/'), rest.size()))),
          .headers = sent.headers,
          .body = sent.body};
}

wire::Verification verify(const Line& line, const http::Request& request) {
  const std::vector<std::string> regions{line.scope.region};
  const wire::Verifier verifier(
      [&](std::string_view) { return wire::SecretKey{line.credentials.secret, "123456789012"}; });
  return verifier.verify(request, line.at, {.service = line.scope.service, .regions = regions});
}

// A request with a session token has a right signature and then a token nobody gave out.
bool is_right(const Line& line, const wire::Verification& outcome) {
  return line.credentials.session_token.empty() ? std::holds_alternative<wire::Verified>(outcome)
                                                : std::holds_alternative<wire::UnknownKey>(outcome);
}

struct Counts {
  int read = 0;
  int signed_alike = 0;
  int verified = 0;
  int tampering_noticed = 0;
  int wrong = 0;
};

void check(const Line& line, const std::string& json, Counts& counts) {
  const auto expect = [&](bool right, int& count, const char* what) {
    if (right) {
      ++count;
    } else if (++counts.wrong <= 5) {
      fmt::print(stderr, "{}: {}\n", what, json);
    }
  };
  if (!line.presigned) expect(same_signature(line), counts.signed_alike, "signed differently");
  http::Request request = received(line.request);
  expect(is_right(line, verify(line, request)), counts.verified, "not verified");
  request.method += "X";
  expect(std::holds_alternative<wire::SignatureMismatch>(verify(line, request)),
         counts.tampering_noticed, "tampering not noticed");
}

}  // namespace

int main() {
  Counts counts;
  for (std::string json; std::getline(std::cin, json);) {
    const auto line = parse(json);
    if (!line) {
      fmt::print(stderr, "{}: {}\n", to_text(line.error()), json);
      return 2;
    }
    ++counts.read;
    check(line.value(), json, counts);
  }
  fmt::print("{} requests: {} signed alike, {} verified, {} tampered copies noticed, {} wrong\n",
             counts.read, counts.signed_alike, counts.verified, counts.tampering_noticed,
             counts.wrong);
  return counts.read > 0 && counts.wrong == 0 ? 0 : 1;
}
