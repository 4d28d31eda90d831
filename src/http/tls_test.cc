#include "http/listener.h"
#include "http/raw_client.h"
#include "http/transport.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <unistd.h>

namespace tidemark::http {
namespace {

using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// A certificate of its own making for 127.0.0.1, and its key, in a directory that goes again.
class SelfSigned {
 public:
  SelfSigned() : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free), certificate_(X509_new(), &X509_free) {
    char name[] = "/tmp/tidemark-tls-XXXXXX";
    directory_ = ::mkdtemp(name);
    X509* x509 = certificate_.get();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key_.get());
    X509_NAME* subject = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("tidemark test"), -1, -1, 0);
    X509_set_issuer_name(x509, subject);
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
    X509_add_ext(x509, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(x509, key_.get(), EVP_sha256());
    const File cert(std::fopen(cert_file().c_str(), "w"), &std::fclose);
    PEM_write_X509(cert.get(), x509);
    const File key(std::fopen(key_file().c_str(), "w"), &std::fclose);
    PEM_write_PrivateKey(key.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }

  ~SelfSigned() { std::filesystem::remove_all(directory_); }

  SelfSigned(const SelfSigned&) = delete;
  SelfSigned& operator=(const SelfSigned&) = delete;

  [[nodiscard]] std::string cert_file() const { return directory_ + "/cert.pem"; }

  [[nodiscard]] std::string key_file() const { return directory_ + "/key.pem"; }

 private:
  PrivateKey key_;
  Certificate certificate_;
  std::string directory_;
};

ListenerOptions over_tls(const SelfSigned& own) {
  ListenerOptions options;
  options.tls_cert_file = own.cert_file();
  options.tls_key_file = own.key_file();
  options.limits.body_bytes = [](const Request&) { return std::size_t{4} << 20; };
  options.head_timeout = std::chrono::milliseconds(500);
  return options;
}

void echo(Request&& request, Responder respond) {
  EXPECT_TRUE(request.encrypted);
  respond({.status = 200, .headers = {}, .body = std::move(request.body)});
}

TEST(Tls, CarriesRequestsForAClientThatTrustsTheCertificate) {
  const SelfSigned own;
  Listener listener(over_tls(own), echo);
  ASSERT_TRUE(listener.start());
  SocketTransport transport({.ca_file = own.cert_file()});
  const std::string url = fmt::format("https://127.0.0.1:{}/", listener.port());
  const std::string body(1'000'000, 'x');

  for (int i = 0; i < 3; ++i) {
    const auto response =
        transport.send({.method = "POST", .url = url, .headers = {}, .body = body});
    ASSERT_TRUE(response) << to_text(response.error());
    EXPECT_EQ(response.value().body, body);
  }
  EXPECT_EQ(listener.stats().accepted, 1u);
}

TEST(Tls, IsNotTrustedByAClientThatDoesNotKnowTheCertificate) {
  const SelfSigned own;
  const SelfSigned other;
  Listener listener(over_tls(own), echo);
  ASSERT_TRUE(listener.start());
  SocketTransport transport({.ca_file = other.cert_file()});

  const auto response = transport.send(
      {.method = "GET", .url = fmt::format("https://127.0.0.1:{}/", listener.port())});

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::kInvalid);
}

TEST(Tls, GivesUpOnAClientThatNeverShakesHands) {
  const SelfSigned own;
  Listener listener(over_tls(own), echo);
  ASSERT_TRUE(listener.start());
  RawClient client(listener.port());

  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(listener.stats().requests, 0u);
}

TEST(Tls, RefusesToStartWithFilesThatDoNotFit) {
  const SelfSigned own;
  const SelfSigned other;
  ListenerOptions options = over_tls(own);

  options.tls_key_file = other.key_file();
  EXPECT_EQ(Listener(options, echo).start().error().code, Code::kInvalid);
  options.tls_key_file = own.key_file() + ".none";
  EXPECT_EQ(Listener(options, echo).start().error().code, Code::kInvalid);
  options.tls_key_file = "";
  EXPECT_EQ(Listener(options, echo).start().error().code, Code::kInvalid);
}

}  // namespace
}  // namespace tidemark::http
