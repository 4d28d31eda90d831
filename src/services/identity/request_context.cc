#include "services/identity/request_context.h"

#include <algorithm>
#include <array>

namespace tidemark::services {
namespace {

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lowered;
}

// In lower case.
constexpr std::array<std::string_view, 24> kNeverThere{"aws:calledvia",
                                                       "aws:calledviafirst",
                                                       "aws:calledvialast",
                                                       "aws:federatedprovider",
                                                       "aws:multifactorauthage",
                                                       "aws:multifactorauthpresent",
                                                       "aws:principalorgid",
                                                       "aws:principalorgpaths",
                                                       "aws:principalservicename",
                                                       "aws:principalservicenameslist",
                                                       "aws:referer",
                                                       "aws:resourceorgid",
                                                       "aws:resourceorgpaths",
                                                       "aws:sourcearn",
                                                       "aws:sourceaccount",
                                                       "aws:sourceorgid",
                                                       "aws:sourceorgpaths",
                                                       "aws:sourcevpc",
                                                       "aws:sourcevpce",
                                                       "aws:vpcsourceip",
                                                       "aws:tokenissuetime",
                                                       "aws:username",
                                                       "aws:sourceidentity",
                                                       "sts:externalid"};

}  // namespace

void RequestContext::set_all(std::string_view key, std::vector<std::string> values) {
  values_.insert_or_assign(lower(key), std::move(values));
}

const std::vector<std::string>* RequestContext::find(std::string_view key) const {
  const auto found = values_.find(lower(key));
  return found == values_.end() ? nullptr : &found->second;
}

bool RequestContext::knows(std::string_view key) const {
  const std::string wanted = lower(key);
  // Tags of the caller are set, all of them.
  return values_.contains(wanted) || wanted.starts_with("aws:principaltag/") ||
         std::ranges::find(kNeverThere, wanted) != kNeverThere.end();
}

}  // namespace tidemark::services
