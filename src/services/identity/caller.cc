#include "services/identity/caller.h"

#include <fmt/format.h>

namespace tidemark::services {

Caller Caller::root(std::string_view account) {
  return {.kind = Kind::kRoot,
          .account = std::string(account),
          .arn = fmt::format("arn:aws:iam::{}:root", account),
          .id = std::string(account)};
}

Caller Caller::service(std::string_view name) {
  return {.kind = Kind::kService, .account = {}, .arn = std::string(name), .id = std::string(name)};
}

}  // namespace tidemark::services
