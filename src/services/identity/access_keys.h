// The access keys of one data directory and whose they are.
//
//   TM_TRY(auto keys, AccessKeys::open("/var/lib/tidemark/keys", "123456789012", random));
//   if (keys.created()) … print keys.first().key_id …
//   const AccessKey* key = keys.find("AKIA…");
//
// A key is its account's root: it may do everything inside its account and nothing outside.
//
// Threads   Immutable once opened; any thread. Pointers live as long as the object.
// Durable   A new file is synced before `open` answers.
// Format    Lines of "account key-id secret"; '#' starts a comment line. Mode 0600, ours alone.
#pragma once

#include "base/random.h"
#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::services {

struct AccessKey {
  std::string account{};  // 12 digits
  std::string key_id{};   // "AKIA…", 20 characters
  std::string secret{};   // 40 characters
};

class AccessKeys {
 public:
  // Reads the file, or makes it with one new random key of `account`, which is looked at only then.
  //
  // Errors: kDenied   others may read or write the file, or it is not ours; says what to do
  //         kInvalid  a line is not a key; names file and line, never the secret
  //         kUnknown  the file could not be read or written
  static Result<AccessKeys> open(const std::string& path, std::string_view account, Random& random);

  // Null when there is no such key.
  [[nodiscard]] const AccessKey* find(std::string_view key_id) const;

  // The first key of the file.
  [[nodiscard]] const AccessKey& first() const { return keys_.front(); }

  // `open` made the file just now.
  [[nodiscard]] bool created() const { return created_; }

 private:
  std::vector<AccessKey> keys_;
  bool created_ = false;
};

// Twelve digits.
[[nodiscard]] bool is_account_id(std::string_view text);

// AWS's text of AccessDeniedException for a root user of `account`:
// "User: arn:aws:iam::111122223333:root is not authorized to perform: dynamodb:GetItem on
// resource: arn:… because no identity-based policy allows the dynamodb:GetItem action".
[[nodiscard]] std::string not_authorized_message(std::string_view account, std::string_view action,
                                                 std::string_view resource_arn);

}  // namespace tidemark::services
