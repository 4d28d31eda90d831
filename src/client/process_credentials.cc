// credential_process: a program that prints credentials.
#include "client/credential_places.h"
#include "client/credential_reply.h"
#include "client/ini_file.h"
#include "client/members.h"

namespace tidemark::client {

CredentialSource process_source(SharedSurroundings surroundings, std::string profile) {
  const std::string name = fmt::format("credential_process of profile {}", profile);
  return {name, [surroundings, profile, name]() -> Result<Found> {
            const Profile* found = surroundings->profiles.find(profile);
            const auto command = found != nullptr ? found->get("credential_process") : std::nullopt;
            if (!command) return Found(Absent{"not set"});
            const auto words = shell_words(*command);
            if (!words || words.value().empty()) {
              return fail(Code::kInvalid, fmt::format("{}: a quotation does not end", name));
            }
            if (!surroundings->environment.run) {
              return fail(Code::kInvalid, fmt::format("{}: programs cannot be run here", name));
            }
            // What it wrote and was called with may be secret: only its name is told.
            auto output = surroundings->environment.run(words.value());
            if (!output) {
              return fail(
                  output.error().code,
                  fmt::format("{}: {} failed: {}", name, words.value()[0], output.error().message));
            }
            const auto json = codec::parse_json(output.value());
            if (!json) return fail(Code::kInvalid, fmt::format("{}: the output is no JSON", name));
            if (number_in(json.value(), "Version") != 1) {
              return fail(Code::kInvalid, fmt::format("{}: the output's Version is not 1", name));
            }
            TM_TRY(Fetched fetched, credentials_in(name, json.value(), {.token = "SessionToken"}));
            return Found(std::move(fetched));
          }};
}

}  // namespace tidemark::client
