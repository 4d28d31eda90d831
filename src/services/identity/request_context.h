// What a request tells the conditions of policies: "aws:SourceIp" is "127.0.0.1".
//
//   RequestContext context;
//   context.set("aws:SourceIp", "127.0.0.1");
//   context.set_all("aws:TagKeys", {"team", "stage"});
//   context.find("AWS:sourceip");      // keys are compared ignoring case
//
// Threads   As any value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

class RequestContext {
 public:
  void set(std::string_view key, std::string value) { set_all(key, {std::move(value)}); }

  // No values: the request has none, but says so.
  void set_all(std::string_view key, std::vector<std::string> values);

  // Null when the request does not have the key.
  [[nodiscard]] const std::vector<std::string>* find(std::string_view key) const;

  // Whether the answer to "has the request this key?" is right: it has it, or it is one that no
  // request here can have (there is no organisation, no VPC, no MFA). Of others nothing is known.
  [[nodiscard]] bool knows(std::string_view key) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;  // by the key in lower case
};

}  // namespace tidemark::services
