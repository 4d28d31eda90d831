// What an operation of AWS Backup is: a method, a path with names in braces, and a function.
//
//   const BackupOperation kDescribeBackupVault{.name = "DescribeBackupVault",
//                                              .method = "GET",
//                                              .path = "/backup-vaults/{backupVaultName}",
//                                              .honoured = "backupVaultName",
//                                              .handle = handle};
//
// Every operation is one file, declared in operations.h and listed in operations.cc. Handlers run
// on the worker pool: they may wait for the disk. A member in no list is ignored, as AWS does.
// Source: aws-contract C.1.
#pragma once

#include "api/operation.h"
#include "codec/json.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

struct BackupRequest {
  Call call;
  std::map<std::string, std::string> path;   // of the names in braces, percent-decoded
  std::map<std::string, std::string> query;  // decoded
  codec::JsonValue body;                     // null without one

  // Of a name in braces, which is always there.
  [[nodiscard]] const std::string& in_path(const std::string& name) const { return path.at(name); }

  // Null when absent.
  [[nodiscard]] const std::string* in_query(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? nullptr : &found->second;
  }
};

struct BackupOperation {
  std::string_view name = {};
  std::string_view method = {};
  std::string_view path = {};      // without a slash at its end; both spellings are taken
  std::string_view honoured = {};  // names of the body, path and query, parted by blanks
  std::string_view refused = {};   // likewise: present, they are an InvalidParameterValueException
  std::string_view partly = {};    // likewise: some values honoured, the others refused
  int status = 200;                // of a success
  Reply (*handle)(const BackupRequest& request, Engine& engine) = nullptr;
};

}  // namespace tidemark::api
