// Steps that prove: the copy is what it should be before anything is deleted, and the result is,
// with a certificate.
//
//   steps.push_back(check_copy_step({.table = "Orders", .at = at, .copy = duplicate}));
//   …
//   steps.push_back(certify_step({.wanted = duplicate, .found = "Orders", .source = "Orders",
//   .asked = at}));
//
// Facts: "copy-checked" (what was compared), "copy-content" (items, bytes, digest of the copy),
// "verdict" ("verified", "differs", "unverified": nothing differs of what could be compared).
//
// Threads   Pure functions; the steps hold copies of their arguments.
#pragma once

#include "operator/step.h"

#include <string>

namespace tidemark::runbooks {

struct CheckCopy {
  std::string table;
  std::string at;    // ISO-8601
  std::string copy;  // a table
};

// Errors: kConflict  the copy is not what the table was; names what differs
Step check_copy_step(const CheckCopy& what);

struct Certify {
  std::string wanted;     // table to compare with
  std::string wanted_at;  // ISO-8601; empty: as it is now, or as "copy-content" has counted it
  std::string found;      // the result
  std::string source;     // for the certificate: a table, or an ARN
  std::string asked;      // ISO-8601: the state asked for; empty: not known
};

// Compares, and writes certificate.json and certificate.txt into the run's directory. What differs
// does not stop it: it is the verdict.
Step certify_step(const Certify& what);

}  // namespace tidemark::runbooks
