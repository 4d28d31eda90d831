// What may stand beside what in one UpdateTable.
#pragma once

#include "api/call.h"
#include "tables/table_update.h"

#include <optional>

namespace tidemark::api {

// The kinds of change that a request asks for.
struct UpdateParts {
  bool billing = false;
  bool to_provisioned = false;  // billing is, and to PROVISIONED
  bool throughput = false;
  bool maxima = false;
  bool warm = false;
  bool protection = false;
  bool table_class = false;
  bool encryption = false;
  bool stream = false;
  bool index_made_or_deleted = false;
  bool index_updated = false;
};

UpdateParts parts_of(const tables::TableUpdate& update);

// Why they do not go together, or that there are none.
std::optional<Reply> mixed(const UpdateParts& parts);

// Whether the maxima are all that changes: AWS has them at once.
bool is_maxima_only(const tables::TableUpdate& update);

}  // namespace tidemark::api
