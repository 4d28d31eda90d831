#include "services/topics/message_signer.h"

#include "codec/base64.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace tidemark::services {
namespace {

constexpr int kKeyBits = 2048;
constexpr long kCertificateDays = 365L * 30;
constexpr mode_t kOursAlone = 0600;

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* held) const {
    Free(held);
  }
};

using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;

Error io_error(std::string_view deed, const std::string& path) {
  return fail(Code::kUnknown, fmt::format("could not {} {}: {}", deed, path, std::strerror(errno)));
}

Error crypto_error(std::string_view deed) {
  return fail(Code::kUnknown, fmt::format("the cryptographic library could not {}", deed));
}

std::string text_of(BIO* memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

Result<Certificate> certificate_for(EVP_PKEY* key, Timestamp now) {
  Certificate made(X509_new());
  if (!made) return crypto_error("make a certificate");
  const time_t seconds = now.micros / 1'000'000;
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_set_version(made.get(), 2);
  X509_time_adj_ex(X509_getm_notBefore(made.get()), -1, 0, const_cast<time_t*>(&seconds));
  X509_time_adj_ex(X509_getm_notAfter(made.get()), kCertificateDays, 0,
                   const_cast<time_t*>(&seconds));
  X509_set_pubkey(made.get(), key);
  X509_NAME* const name = X509_get_subject_name(made.get());
  static constexpr unsigned char kName[] = "Tidemark message signing";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, kName, -1, -1, 0);
  X509_set_issuer_name(made.get(), name);
  if (X509_sign(made.get(), key, EVP_sha256()) == 0) return crypto_error("sign a certificate");
  return made;
}

// Written beside and renamed, so that a crash leaves no half a key.
Status save(const std::string& path, std::string_view text) {
  const std::string beside = path + ".new";
  const int file =
      ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kOursAlone);
  if (file < 0) return io_error("create", beside);
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool synced = written && ::fsync(file) == 0;
  ::close(file);
  if (!synced) return io_error("write", beside);
  if (::rename(beside.c_str(), path.c_str()) != 0) return io_error("name", path);
  return Ok{};
}

}  // namespace

struct MessageSigner::Impl {
  Impl(std::string path_in, const Clock& clock_in) : path(std::move(path_in)), clock(clock_in) {}

  Status ready();
  Status make();
  Status load(BIO* file);

  const std::string path;
  const Clock& clock;
  std::mutex mutex;
  Key key;
  Certificate certificate;
};

Status MessageSigner::Impl::ready() {
  if (key) return Ok{};
  const Memory file(BIO_new_file(path.c_str(), "r"));
  if (file) return load(file.get());
  if (::access(path.c_str(), F_OK) == 0) return io_error("read", path);
  return make();
}

Status MessageSigner::Impl::load(BIO* file) {
  Key read(PEM_read_bio_PrivateKey(file, nullptr, nullptr, nullptr));
  Certificate of_it(read ? PEM_read_bio_X509(file, nullptr, nullptr, nullptr) : nullptr);
  if (!read || !of_it) {
    return fail(Code::kCorrupt, fmt::format("{} holds no private key and certificate", path));
  }
  key = std::move(read);
  certificate = std::move(of_it);
  return Ok{};
}

Status MessageSigner::Impl::make() {
  Key made(EVP_RSA_gen(kKeyBits));
  if (!made) return crypto_error("make a key");
  TM_TRY(Certificate of_it, certificate_for(made.get(), clock.now()));
  const Memory text(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PrivateKey(text.get(), made.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1 ||
      PEM_write_bio_X509(text.get(), of_it.get()) != 1) {
    return crypto_error("write a key");
  }
  TM_TRY_STATUS(save(path, text_of(text.get())));
  key = std::move(made);
  certificate = std::move(of_it);
  return Ok{};
}

MessageSigner::MessageSigner(std::string path, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(path), clock)) {}

MessageSigner::~MessageSigner() = default;

Result<std::string> MessageSigner::sign(std::uint8_t version, std::string_view text) {
  if (version != 1 && version != 2) {
    return fail(Code::kInvalid, fmt::format("there is no signature version {}", version));
  }
  const std::lock_guard lock(impl_->mutex);
  TM_TRY_STATUS(impl_->ready());
  const Digest digest(EVP_MD_CTX_new());
  const EVP_MD* const kind = version == 1 ? EVP_sha1() : EVP_sha256();
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  if (EVP_DigestSignInit(digest.get(), nullptr, kind, nullptr, impl_->key.get()) != 1 ||
      EVP_DigestSign(digest.get(), nullptr, &size, bytes, text.size()) != 1) {
    return crypto_error("sign a message");
  }
  std::string signature(size, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(signature.data());
  if (EVP_DigestSign(digest.get(), out, &size, bytes, text.size()) != 1) {
    return crypto_error("sign a message");
  }
  signature.resize(size);
  return codec::to_base64(signature);
}

Result<std::string> MessageSigner::certificate() {
  const std::lock_guard lock(impl_->mutex);
  TM_TRY_STATUS(impl_->ready());
  const Memory text(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(text.get(), impl_->certificate.get()) != 1) {
    return crypto_error("write a certificate");
  }
  return text_of(text.get());
}

}  // namespace tidemark::services
