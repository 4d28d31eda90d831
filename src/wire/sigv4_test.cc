#include "codec/iso8601.h"
#include "wire/http_date.h"
#include "wire/signer.h"
#include "wire/sigv4_canonical.h"
#include "wire/sigv4_sign.h"
#include "wire/sigv4_verify.h"

#include <gtest/gtest.h>

namespace tidemark::wire {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kKeyId = "AKIAIOSFODNN7EXAMPLE";
constexpr std::string_view kSessionId = "ASIAIOSFODNN7EXAMPLE";
constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr std::string_view kUnknownKeyText =
    "The security token included in the request is invalid.";

Timestamp at(std::string_view text) {
  return codec::parse_iso8601(text).value();
}

const Timestamp kSigned = at("2026-01-02T03:04:05Z");

std::optional<SecretKey> keys(std::string_view key_id) {
  if (key_id == kSessionId) {
    return SecretKey{.secret = kSecret,
                     .account = "111122223333",
                     .principal = "arn:aws:sts::111122223333:assumed-role/ops/s",
                     .token = "token",
                     .expires = kSigned + 10min};
  }
  if (key_id != kKeyId) return std::nullopt;
  return SecretKey{kSecret, "111122223333"};
}

const std::vector<std::string> kRegions{"us-east-1", "eu-west-1"};

VerifyOptions options() {
  return {.service = "dynamodb", .regions = kRegions};
}

VerifyOptions without_keys() {
  VerifyOptions lax = options();
  lax.check_signature = false;
  lax.account_without_keys = "999988887777";
  return lax;
}

http::Outgoing describe_table() {
  http::Outgoing request{.method = "POST", .url = "http://localhost:8000/"};
  request.headers.add("Content-Type", "application/x-amz-json-1.0");
  request.headers.add("X-Amz-Target", "DynamoDB_20120810.DescribeTable");
  request.body = R"({"TableName":"Music"})";
  return request;
}

const Credentials kCredentials{std::string(kKeyId), std::string(kSecret), ""};

// The request as the server would see it.
http::Request received(const http::Outgoing& sent) {
  const std::string_view rest = std::string_view(sent.url).substr(sent.url.find("://") + 3);
  return {.method = sent.method,
          .target = std::string(rest.substr(rest.find('/'))),
          .headers = sent.headers,
          .body = sent.body};
}

http::Request signed_request(const Credentials& credentials = kCredentials) {
  http::Outgoing request = describe_table();
  sign(request, credentials, {"us-east-1", "dynamodb"}, kSigned);
  return received(request);
}

// The same request with one header field exchanged.
http::Request with_header(const http::Request& request, std::string_view name,
                          const std::optional<std::string>& value) {
  http::Request changed = request;
  changed.headers = {};
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const auto field = request.headers.at(i);
    if (!http::equal_ignoring_case(field.name, name)) changed.headers.add(field.name, field.value);
  }
  if (value) changed.headers.add(name, *value);
  return changed;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const auto found = text.find(what);
  EXPECT_NE(found, text.npos) << what;
  return text.replace(found, what.size(), with);
}

http::Request with_authorization(std::string_view what, std::string_view with) {
  const http::Request request = signed_request();
  return with_header(request, "Authorization",
                     replaced(std::string(*request.headers.find("Authorization")), what, with));
}

Verification verify(const http::Request& request, Timestamp now = kSigned,
                    const VerifyOptions& how = options()) {
  return Verifier(keys).verify(request, now, how);
}

std::string text_of(const Verification& outcome) {
  if (std::holds_alternative<Verified>(outcome)) return "verified";
  const Rejection rejection = rejection_of(outcome);
  return fmt::format("{}: {}", rejection.name, rejection.message);
}

TEST(SigV4, SignsThePublishedVector) {
  const http::Request request = signed_request();

  EXPECT_EQ(request.headers.find("Authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/dynamodb/"
            "aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
            "Signature=ecb03a010c57dcbae97151c3ca74e487a42c066c58e3c981ea9d1be46a575dca");
}

TEST(SigV4, NamesAccountRegionAndSignedHeadersOfAGoodRequest) {
  const Verification outcome = verify(signed_request());

  const auto* verified = std::get_if<Verified>(&outcome);
  ASSERT_TRUE(verified) << text_of(outcome);
  EXPECT_EQ(verified->account, "111122223333");
  EXPECT_EQ(verified->region, "us-east-1");
  EXPECT_EQ(verified->signed_headers,
            (std::vector<std::string>{"content-type", "host", "x-amz-date", "x-amz-target"}));
}

TEST(SigV4, GivesTheSameAnswerWithACachedKey) {
  const Verifier verifier(keys);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(text_of(verifier.verify(signed_request(), kSigned, options())), "verified");
  }
}

TEST(SigV4, ForgetsACachedKeyWhoseSecretWasExchanged) {
  std::string secret(kSecret);
  const Verifier verifier([&](std::string_view) { return SecretKey{secret, "111122223333"}; });
  EXPECT_EQ(text_of(verifier.verify(signed_request(), kSigned, options())), "verified");

  secret = "another secret";

  EXPECT_TRUE(std::holds_alternative<SignatureMismatch>(
      verifier.verify(signed_request(), kSigned, options())));
}

TEST(SigV4, RefusesBothAndNeitherAuthorization) {
  http::Request both = signed_request();
  both.target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256";
  EXPECT_EQ(text_of(verify(both)),
            "InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and "
            "'Authorization' as HTTP header.");

  for (const std::optional<std::string>& other :
       {std::optional<std::string>(), std::optional<std::string>("Basic abc"),
        std::optional<std::string>("")}) {
    EXPECT_EQ(text_of(verify(with_header(signed_request(), "Authorization", other))),
              "MissingAuthenticationTokenException: Request is missing Authentication Token");
  }
}

TEST(SigV4, NamesEveryPartThatTheHeaderLacks) {
  http::Request bare = with_header(signed_request(), "Authorization", "AWS4-HMAC-SHA256 Foo=bar");
  bare = with_header(bare, "X-Amz-Date", std::nullopt);

  EXPECT_EQ(text_of(verify(bare)),
            "IncompleteSignatureException: Authorization header requires 'Credential' parameter. "
            "Authorization header requires 'Signature' parameter. "
            "Authorization header requires 'SignedHeaders' parameter. "
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
            "Authorization=AWS4-HMAC-SHA256 Foo=bar");
}

TEST(SigV4, NamesEveryPartThatTheQueryLacks) {
  http::Request bare{.method = "POST", .target = "/?X-Amz-Algorithm"};

  EXPECT_EQ(text_of(verify(bare)),
            "IncompleteSignatureException: "
            "AWS query-string parameters must include 'X-Amz-Algorithm'. "
            "AWS query-string parameters must include 'X-Amz-Credential'. "
            "AWS query-string parameters must include 'X-Amz-Signature'. "
            "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
            "AWS query-string parameters must include 'X-Amz-Date'. "
            "Re-examine the query-string parameters.");
}

TEST(SigV4, RefusesADateThatIsNone) {
  EXPECT_EQ(text_of(verify(with_header(signed_request(), "X-Amz-Date", "201"))),
            "IncompleteSignatureException: Date must be in ISO-8601 'basic format'. Got '201'. "
            "See http://en.wikipedia.org/wiki/ISO_8601");
}

TEST(SigV4, AcceptsAnAgeOfFifteenMinutesAndNoSecondMore) {
  EXPECT_EQ(text_of(verify(signed_request(), kSigned + 15min)), "verified");
  EXPECT_EQ(text_of(verify(signed_request(), kSigned + 15min + 1s)),
            "InvalidSignatureException: Signature expired: 20260102T030405Z is now earlier than "
            "20260102T030406Z (20260102T031906Z - 15 min.)");
  EXPECT_EQ(text_of(verify(signed_request(), kSigned - 15min)), "verified");
  EXPECT_EQ(text_of(verify(signed_request(), kSigned - 15min - 1s)),
            "InvalidSignatureException: Signature not yet current: 20260102T030405Z is still later "
            "than 20260102T030404Z (20260102T024904Z + 15 min.)");
}

TEST(SigV4, WantsTheHostSigned) {
  EXPECT_EQ(text_of(verify(with_authorization("content-type;host;", "content-type;"))),
            "InvalidSignatureException: 'Host' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST(SigV4, KnowsOneAlgorithm) {
  EXPECT_EQ(text_of(verify(with_authorization("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA25"))),
            "IncompleteSignatureException: Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only "
            "AWS4-HMAC-SHA256 for now). ");
}

TEST(SigV4, WantsFivePartsInTheCredential) {
  EXPECT_EQ(
      text_of(verify(with_authorization("/20260102/us-east-1/dynamodb/aws4_request", ""))),
      "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, "
      "e.g. keyid/date/region/service/term, got 'AKIAIOSFODNN7EXAMPLE'");
}

TEST(SigV4, NamesEveryPartOfTheScopeThatIsWrong) {
  EXPECT_EQ(
      text_of(verify(with_authorization("20260102/us-east-1/dynamodb/aws4_request", "b/c/d/e"))),
      "InvalidSignatureException: "
      "Credential should be scoped to a valid region, not 'c'. "
      "Credential should be scoped to correct service: 'dynamodb'. "
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. "
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
      "HTTP: 'b' != '20260102', from '20260102T030405Z'. ");
}

TEST(SigV4, TakesASessionsKeyWithItsTokenWhileItLasts) {
  Credentials session = kCredentials;
  session.key_id = kSessionId;
  EXPECT_EQ(text_of(verify(signed_request(session))),
            fmt::format("UnrecognizedClientException: {}", kUnknownKeyText));
  session.session_token = "tokem";
  EXPECT_EQ(text_of(verify(signed_request(session))),
            fmt::format("UnrecognizedClientException: {}", kUnknownKeyText));
  session.session_token = "token";
  const Verification outcome = verify(signed_request(session));
  ASSERT_TRUE(std::holds_alternative<Verified>(outcome)) << text_of(outcome);
  EXPECT_EQ(std::get<Verified>(outcome).principal, "arn:aws:sts::111122223333:assumed-role/ops/s");
  EXPECT_EQ(text_of(verify(signed_request(session), kSigned + 10min - 1s)), "verified");
  EXPECT_EQ(text_of(verify(signed_request(session), kSigned + 10min)),
            "ExpiredTokenException: The security token included in the request is expired");
  session.secret = "wrong";
  EXPECT_TRUE(text_of(verify(signed_request(session))).starts_with("InvalidSignatureException"));
}

TEST(SigV4, RootHasNoPrincipal) {
  const Verification outcome = verify(signed_request());
  EXPECT_EQ(std::get<Verified>(outcome).principal, "");
}

TEST(SigV4, RefusesAnUnknownKeyAndASessionTokenNobodyGave) {
  Credentials stranger = kCredentials;
  stranger.key_id = "AKIANOBODY";
  Credentials session = kCredentials;
  session.session_token = "token";

  EXPECT_EQ(text_of(verify(signed_request(stranger))),
            fmt::format("UnrecognizedClientException: {}", kUnknownKeyText));
  EXPECT_EQ(text_of(verify(signed_request(session))),
            fmt::format("UnrecognizedClientException: {}", kUnknownKeyText));
}

TEST(SigV4, ShowsTheCanonicalStringWhenTheSecretIsWrong) {
  Credentials wrong = kCredentials;
  wrong.secret += "x";

  EXPECT_EQ(
      text_of(verify(signed_request(wrong))),
      "InvalidSignatureException: The request signature we calculated does not match the signature "
      "you provided. Check your AWS Secret Access Key and signing method. Consult the service "
      "documentation for details.\n\nThe Canonical String for this request should have been\n"
      "'POST\n/\n\ncontent-type:application/x-amz-json-1.0\nhost:localhost:8000\n"
      "x-amz-date:20260102T030405Z\nx-amz-target:DynamoDB_20120810.DescribeTable\n\n"
      "content-type;host;x-amz-date;x-amz-target\n"
      "6b140459926d5b244a92626dd8d74fa6c3ddd91f508085b8e9e0a164221dba3a'\n\n"
      "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260102T030405Z\n"
      "20260102/us-east-1/dynamodb/aws4_request\n"
      "ad0b8b4e6753bcba753edefc0908bd3515d3285b485a034baa450b95ef7466b9'\n");
}

TEST(SigV4, NoticesEveryKindOfTampering) {
  http::Request body = signed_request();
  body.body += " ";
  http::Request method = signed_request();
  method.method = "PUT";
  http::Request target = signed_request();
  target.target = "/?a=b";
  http::Request path = signed_request();
  path.target = "/x";
  const http::Request header =
      with_header(signed_request(), "X-Amz-Target", "DynamoDB_20120810.DeleteTable");
  http::Request repeated = signed_request();
  repeated.headers.add("X-Amz-Target", "DynamoDB_20120810.DeleteTable");
  const http::Request signature = with_authorization("Signature=e", "Signature=f");
  const http::Request shorter = with_authorization("Signature=ecb", "Signature=cb");

  for (const http::Request& request :
       {body, method, target, path, header, repeated, signature, shorter}) {
    EXPECT_TRUE(std::holds_alternative<SignatureMismatch>(verify(request)));
  }
}

TEST(SigV4, BelievesNoPayloadHashThatTheBodyDoesNotHave) {
  http::Outgoing honest = describe_table();
  honest.headers.add("X-Amz-Content-Sha256", codec::sha256_hex(honest.body));
  sign(honest, kCredentials, {"us-east-1", "dynamodb"}, kSigned);
  EXPECT_EQ(text_of(verify(received(honest))), "verified");

  http::Request swapped = received(honest);
  swapped.body = "{}";
  EXPECT_TRUE(std::holds_alternative<SignatureMismatch>(verify(swapped)));

  http::Outgoing lying = describe_table();
  lying.headers.add("X-Amz-Content-Sha256", std::string(64, '0'));
  sign(lying, kCredentials, {"us-east-1", "dynamodb"}, kSigned);
  EXPECT_TRUE(std::holds_alternative<SignatureMismatch>(verify(received(lying))));
}

TEST(SigV4, LeavesAnUnsignedPayloadUnchecked) {
  http::Outgoing request = describe_table();
  request.headers.add("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
  sign(request, kCredentials, {"us-east-1", "dynamodb"}, kSigned);
  http::Request changed = received(request);
  changed.body = "{}";

  EXPECT_EQ(text_of(verify(changed)), "verified");
}

TEST(SigV4, RefusesAHeaderListedTwice) {
  http::Request request = received(describe_table());
  request.headers.add("Host", "localhost:8000");
  request.headers.add("X-Amz-Date", "20260102T030405Z");
  request.headers.add("Authorization",
                      fmt::format("AWS4-HMAC-SHA256 Credential={}/20260102/us-east-1/dynamodb/"
                                  "aws4_request, SignedHeaders=host;x-amz-date;Host, Signature=0",
                                  kKeyId));

  const Verification outcome = Verifier(keys).verify(request, kSigned, options());

  EXPECT_EQ(rejection_of(outcome).message, "'host' is listed twice among the 'SignedHeaders'.");
}

TEST(SigV4, VerifiesAPresignedRequestUntilItsTimeIsOver) {
  http::Outgoing request{.method = "GET", .url = "http://localhost:8000/a?z=1&b=%20"};
  request.url = presign(request, kCredentials, {"us-east-1", "dynamodb"}, kSigned, 3600s);
  request.headers.add("Host", "localhost:8000");

  EXPECT_EQ(text_of(verify(received(request), kSigned + 3600s)), "verified");
  EXPECT_EQ(text_of(verify(received(request), kSigned + 3601s)),
            "InvalidSignatureException: Signature expired: 20260102T030405Z is now earlier than "
            "20260102T030406Z (20260102T040406Z - 60 min.)");
  request.url = replaced(request.url, "z=1", "z=2");
  EXPECT_TRUE(std::holds_alternative<SignatureMismatch>(verify(received(request))));
}

TEST(SigV4, RefusesAPresignedValidityOutOfRange) {
  for (const char* seconds : {"0", "604801", "-1", "1x", ""}) {
    http::Outgoing request{.method = "GET", .url = "http://localhost:8000/"};
    request.headers.add("Host", "localhost:8000");
    const std::string url = presign(request, kCredentials, {"us-east-1", "dynamodb"}, kSigned, 60s);
    request.url = replaced(url, "Expires=60", fmt::format("Expires={}", seconds));
    EXPECT_TRUE(std::holds_alternative<IncompleteAuthorization>(verify(received(request))))
        << seconds;
  }
  http::Outgoing week{.method = "GET", .url = "http://localhost:8000/"};
  week.headers.add("Host", "localhost:8000");
  week.url = presign(week, kCredentials, {"us-east-1", "dynamodb"}, kSigned, 604800s);
  EXPECT_EQ(text_of(verify(received(week), kSigned + 604800s)), "verified");
}

TEST(SigV4, ChecksPresenceAndFormEvenWithoutKeys) {
  Credentials anybody{"anything", "wrong", ""};
  const Verification outcome = verify(signed_request(anybody), kSigned + 24h, without_keys());

  const auto* verified = std::get_if<Verified>(&outcome);
  ASSERT_TRUE(verified) << text_of(outcome);
  EXPECT_EQ(verified->account, "999988887777");
  EXPECT_EQ(verified->region, "us-east-1");
  EXPECT_TRUE(std::holds_alternative<NoAuthorization>(verify(
      with_header(signed_request(), "Authorization", std::nullopt), kSigned, without_keys())));
  EXPECT_TRUE(std::holds_alternative<BadCredentialScope>(
      verify(with_authorization("us-east-1", "mars-1"), kSigned, without_keys())));
}

TEST(SigV4, AnswersTheFirstOfTwoMistakesInAwssOrder) {
  // Each request is wrong in this step's way and in every later one.
  Credentials stranger{"AKIANOBODY", "wrong", ""};
  const http::Request late = signed_request(stranger);
  EXPECT_TRUE(std::holds_alternative<SignatureExpired>(verify(late, kSigned + 1h)));

  const http::Request no_host = with_authorization("content-type;host;", "content-type;");
  EXPECT_TRUE(std::holds_alternative<SignatureExpired>(verify(no_host, kSigned + 1h)));

  const http::Request scope = with_authorization("/us-east-1/", "/mars-1/");
  EXPECT_TRUE(std::holds_alternative<BadCredentialScope>(verify(scope)));
  EXPECT_TRUE(std::holds_alternative<UnknownKey>(verify(late)));
}

TEST(SigV4, SignsWhatTheCanonicalRulesSay) {
  http::Headers headers;
  headers.add("Host", "h");
  headers.add("X-B", "  a   b  ");
  headers.add("x-b", "c");
  const std::vector<std::string> names{"host", "x-b"};

  EXPECT_EQ(canonical_text({.method = "GET",
                            .path = "/a/./b/../c%2Fd//e/",
                            .query = "b=2&a=%7E&a=1&c&X-Amz-Signature=x",
                            .headers = &headers,
                            .signed_names = &names,
                            .payload_hash = "HASH"}),
            "GET\n/a/c%252Fd/e/\na=1&a=~&b=2&c=\nhost:h\nx-b:a b,c\n\nhost;x-b\nHASH");
  EXPECT_EQ(canonical_text({.method = "GET",
                            .path = "/a/../c%2Fd",
                            .headers = &headers,
                            .signed_names = &names,
                            .payload_hash = "HASH",
                            .s3 = true}),
            "GET\n/a/../c%2Fd\n\nhost:h\nx-b:a b,c\n\nhost;x-b\nHASH");
}

TEST(HttpDate, ReadsBackWhatItWrites) {
  EXPECT_EQ(to_http_date(at("1994-11-06T08:49:37Z")), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), at("1994-11-06T08:49:37Z"));
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 -0000"), at("1994-11-06T08:49:37Z"));
  EXPECT_EQ(parse_http_date("Mon, 06 Nov 1994 08:49:37 GMT"), std::nullopt);
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 CET"), std::nullopt);
}

TEST(Signer, SignsAsSignDoesWhateverChanges) {
  const Timestamp day = Timestamp::from_seconds(1767323045);
  const Credentials ada{.key_id = "A", .secret = "one"};
  const Credentials bob{.key_id = "A", .secret = "two"};

  struct Case {
    Credentials credentials;
    SigningScope scope;
    Timestamp at;
  };

  const Case cases[] = {{ada, {"eu-west-1", "dynamodb"}, day},
                        {ada, {"eu-west-1", "dynamodb"}, day + std::chrono::hours(1)},
                        {bob, {"eu-west-1", "dynamodb"}, day},
                        {bob, {"eu-west-2", "dynamodb"}, day},
                        {bob, {"eu-west-2", "backup"}, day},
                        {bob, {"eu-west-2", "backup"}, day + std::chrono::hours(24)}};
  Signer signer;
  for (const Case& each : cases) {
    http::Outgoing kept{.method = "POST", .url = "http://127.0.0.1:8000/", .body = "{}"};
    http::Outgoing plain = kept;

    signer.sign(kept, each.credentials, each.scope, each.at);
    sign(plain, each.credentials, each.scope, each.at);

    EXPECT_EQ(kept.headers.find("Authorization"), plain.headers.find("Authorization"));
  }
}

}  // namespace
}  // namespace tidemark::wire
