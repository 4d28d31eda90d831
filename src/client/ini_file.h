// The text of ~/.aws/config and ~/.aws/credentials: sections of names and values.
//
//   TM_TRY(const IniFile file, parse_ini(text, path));
//   file.sections[0].name                      // "profile prod"
//   file.sections[0].values.at("region")       // "eu-west-1"
//
// Threads   Pure functions.
// Errors    kInvalid  "PATH:LINE: …"; never the text of a line, which may be a secret
// Source    What botocore 1.43 reads (Python's RawConfigParser): lines that begin with # or ; are
//           comments, nothing behind a value is; names ignore case; a line further in than its
//           name belongs to that name's value; sections and names come once. Compared with
//           botocore by tests/journeys/credentials_test.py.
#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::client {

using IniValues = std::map<std::string, std::string, std::less<>>;

struct IniSection {
  std::string name{};                                      // as written between the brackets
  IniValues values{};                                      // by lower-case name
  std::map<std::string, IniValues, std::less<>> nested{};  // values that are settings themselves
};

struct IniFile {
  std::vector<IniSection> sections{};
};

// `path` is for messages.
Result<IniFile> parse_ini(std::string_view text, std::string_view path);

// "profile" and "my name" of `profile "my name"`: words as a shell parts them.
// Errors: kInvalid  a quotation that does not end
Result<std::vector<std::string>> shell_words(std::string_view text);

}  // namespace tidemark::client
