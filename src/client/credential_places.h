// The places where AWS's tools keep credentials, each as a source of a chain.
//
//   const auto surroundings = std::make_shared<const Surroundings>(…);
//   default_chain(surroundings, false)->now()
//
// Environment variables; the profile's role (source_profile, credential_source) by STS; a web
// identity; the token cache of `aws sso login`; the credentials file; credential_process; the
// config file; the container's and the EC2 instance's own. A profile given by name leaves the
// environment variables out.
//
// Threads   Each source is asked by one thread at a time; different ones at once.
// Errors    Of a source: what is set up wrongly or refused; names settings and where they are,
//           never a value that is secret.
// Source    aws-contract F.2; order and rules as botocore 1.43.11, compared by
//           tests/journeys/credentials_test.py.
#pragma once

#include "client/credential_source.h"
#include "client/environment.h"
#include "client/profiles.h"
#include "client/settings.h"

#include <memory>
#include <string>
#include <vector>

namespace tidemark::client {

struct Surroundings {
  Environment environment;
  Profiles profiles;
  std::string profile;  // the one in use; need not exist
  std::string region;   // empty: none is set
  Means means;

  // Of the profile in use; empty when there is none.
  [[nodiscard]] const Profile& own_profile() const;
};

// Shared by the sources of a chain and of the chains beneath it.
using SharedSurroundings = std::shared_ptr<const Surroundings>;

std::shared_ptr<CredentialProvider> default_chain(SharedSurroundings surroundings,
                                                  bool profile_given);

// What a profile has of its own: web identity, SSO, keys, a process; not its role.
std::vector<CredentialSource> profile_sources(const SharedSurroundings& surroundings,
                                              const std::string& profile);

CredentialSource environment_source(SharedSurroundings surroundings);
CredentialSource role_source(SharedSurroundings surroundings, std::string profile);
// Without a profile: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN.
CredentialSource web_identity_source(SharedSurroundings surroundings, std::string profile);
CredentialSource sso_source(SharedSurroundings surroundings, std::string profile);
CredentialSource credentials_file_source(SharedSurroundings surroundings, std::string profile);
// What `aws login` leaves behind: never used, but said so.
CredentialSource login_source(SharedSurroundings surroundings, std::string profile);
CredentialSource process_source(SharedSurroundings surroundings, std::string profile);
CredentialSource config_file_source(SharedSurroundings surroundings, std::string profile);
CredentialSource container_source(SharedSurroundings surroundings);
CredentialSource instance_source(SharedSurroundings surroundings);

}  // namespace tidemark::client
