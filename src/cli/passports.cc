#include "cli/passports.h"

#include "cli/files.h"
#include "operator/passport_reader.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

constexpr std::size_t kLargestPassport = 16u << 20;

}  // namespace

Result<runbooks::Passport> named_passport(const std::string& name, CommandContext& context) {
  const bool file = name == "-" || name.find('/') != std::string::npos || name.ends_with(".json");
  if (!file) {
    TM_TRY(client::Session* const session, context.session());
    return runbooks::read_passport(*session, name);
  }
  TM_TRY(const std::string text, text_of_file(name, kLargestPassport));
  auto passport = runbooks::passport_from_json(text);
  if (!passport) {
    return fail(passport.error().code, fmt::format("{}: {}", name, passport.error().message));
  }
  return passport;
}

}  // namespace tidemark::cli
