#include "client/credentials.h"

namespace tidemark::client {
namespace {

class FixedCredentials final : public CredentialProvider {
 public:
  FixedCredentials(wire::Credentials credentials, std::string origin)
      : credentials_(std::move(credentials)), origin_(std::move(origin)) {}

  Result<wire::Credentials> now() override { return credentials_; }

  bool refused(const wire::Credentials&) override { return false; }

  [[nodiscard]] std::string origin() const override { return origin_; }

 private:
  const wire::Credentials credentials_;
  const std::string origin_;
};

}  // namespace

std::shared_ptr<CredentialProvider> fixed_credentials(wire::Credentials credentials,
                                                      std::string origin) {
  return std::make_shared<FixedCredentials>(std::move(credentials), std::move(origin));
}

}  // namespace tidemark::client
