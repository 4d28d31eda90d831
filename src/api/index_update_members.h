// GlobalSecondaryIndexUpdates of UpdateTable: what is asked, and how AWS refuses it.
#pragma once

#include "api/index_members.h"
#include "tables/index_update.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::api {

// One element as sent; exactly one of the three should be there.
struct IndexUpdateMember {
  struct Change {
    std::string name;
    std::optional<tables::Throughput> provisioned;
    std::optional<OnDemandMember> maxima;
    std::optional<WarmMember> warm;
  };

  std::optional<IndexMember> create;
  std::optional<Change> change;
  std::optional<std::string> remove;  // its name
};

// Unset: the list is not there.
std::optional<std::vector<IndexUpdateMember>> index_updates_member(Members& members);

// The actions that they are, with what can be checked without the newest state of the table.
// `table`: as it was a moment ago, or null; an index that it has is told of first.
Parsed<std::vector<tables::IndexAction>> index_actions_of(
    const Call& call, const std::vector<IndexUpdateMember>& updates, const KeyElements& definitions,
    const tables::TableDescription* table);

// Why the table as it is does not let them be.
Reply index_refused(const tables::IndexRefusal& refusal, const std::string& table);

}  // namespace tidemark::api
