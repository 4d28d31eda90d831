// What a Query or Scan reads: a table, or an index of it. Which attributes its keys have, what may
// be asked of them, and where a page goes on.
#pragma once

#include "api/item_members.h"
#include "api/parsed.h"
#include "expressions/key_condition.h"
#include "expressions/projection.h"
#include "tables/reader.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::api {

struct ReadSource {
  OpenTable open;
  const tables::Index* index = nullptr;  // of open.table; null: the table itself
  expressions::KeyAttributes keys;       // what it is searched by

  [[nodiscard]] const tables::TableDescription& table() const { return *open.table; }

  [[nodiscard]] bool is_global() const {
    return index != nullptr && index->kind == tables::IndexKind::kGlobal;
  }
};

// The index by its name. `consistent` reads are refused on global ones.
Parsed<ReadSource> source_of(OpenTable open, const std::optional<std::string>& index,
                             bool consistent);

// "The provided starting key is invalid": the start key has not as many attributes as it needs.
bool has_right_size(const ReadSource& source, const values::Item& start);
// Why the start key cannot be of this source, as far as one key attribute tells.
std::optional<expressions::ExpressionProblem> start_problem(const values::Item& start,
                                                            const values::KeyAttribute& attribute,
                                                            bool hash);
// The bytes of a start key that start_problem() found nothing against: of an index, its entry's.
Parsed<std::string> start_bytes(const ReadSource& source, const values::Item& start);

// The attributes of a key of this source, as LastEvaluatedKey shows them.
Result<values::Item> key_of_page(const ReadSource& source, std::string_view key);

// Paths into key attributes, which are no documents.
std::optional<Reply> nested_key_problem(const tables::TableDescription& table,
                                        const std::vector<expressions::DocumentPath>& paths);

// How much of an item a read of this source shows: what else than Select and a projection says. A
// local index fetches from the table what it has not, a global one refuses to.
struct ShownParts {
  bool all_attributes = false;  // Select says so
  const std::optional<expressions::Projection>* projection = nullptr;
};

std::optional<Reply> projection_problem(const ReadSource& source, const ShownParts& parts);
bool must_fetch(const ReadSource& source, const ShownParts& parts);

}  // namespace tidemark::api
