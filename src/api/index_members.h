// Secondary indexes in requests: what CreateTable, UpdateTable and the restores share.
#pragma once

#include "api/key_members.h"
#include "api/throughput_members.h"
#include "tables/table_description.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::api {

// One index as sent.
struct IndexMember {
  tables::IndexKind kind = tables::IndexKind::kGlobal;
  std::string name;
  KeyElements schema;
  std::optional<std::string> projection;  // its type
  std::optional<std::vector<std::string>> included;
  std::optional<tables::Throughput> provisioned;
  std::optional<OnDemandMember> maxima;
  std::optional<WarmMember> warm;
};

// One element; its constraints are checked.
IndexMember index_member(Members& element, tables::IndexKind kind);

// Unset: the list is not there.
struct IndexLists {
  std::optional<std::vector<IndexMember>> global;
  std::optional<std::vector<IndexMember>> local;
};

IndexLists index_lists(Members& members, std::string_view global_name, std::string_view local_name);

// The key of an index of a table, by AWS's rules of order, number and names.
Parsed<tables::IndexKeys> index_keys_of(const IndexMember& member, const KeyElements& definitions,
                                        const values::KeySchema& table_keys);

// Sets what the index shows.
std::optional<Reply> set_projection(const IndexMember& member, tables::Index& index);

// The indexes of a new table, with parts of their own; `table` has its key and billing mode.
Parsed<std::vector<tables::Index>> new_indexes(const Call& call, const IndexLists& lists,
                                               const KeyElements& schema,
                                               const KeyElements& definitions,
                                               const tables::TableDescription& table);

// Maxima and warm throughput of an index to be made.
std::optional<Reply> set_capacity(const Call& call, const IndexMember& member,
                                  tables::BillingMode billing, tables::Index& index);

}  // namespace tidemark::api
