// The order in which AWS's tools look for credentials.
#include "client/credential_places.h"

namespace tidemark::client {

const Profile& Surroundings::own_profile() const {
  static const Profile kEmpty;
  const Profile* found = profiles.find(profile);
  return found != nullptr ? *found : kEmpty;
}

std::vector<CredentialSource> profile_sources(const SharedSurroundings& surroundings,
                                              const std::string& profile) {
  return {
      web_identity_source(surroundings, profile),     sso_source(surroundings, profile),
      credentials_file_source(surroundings, profile), login_source(surroundings, profile),
      process_source(surroundings, profile),          config_file_source(surroundings, profile)};
}

std::shared_ptr<CredentialProvider> default_chain(SharedSurroundings surroundings,
                                                  bool profile_given) {
  std::vector<CredentialSource> sources;
  if (!profile_given) sources.push_back(environment_source(surroundings));
  sources.push_back(role_source(surroundings, surroundings->profile));
  if (!profile_given) sources.push_back(web_identity_source(surroundings, ""));
  for (CredentialSource& source : profile_sources(surroundings, surroundings->profile)) {
    sources.push_back(std::move(source));
  }
  sources.push_back(container_source(surroundings));
  sources.push_back(instance_source(surroundings));
  return chain_of(std::move(sources), surroundings->means.clock);
}

}  // namespace tidemark::client
