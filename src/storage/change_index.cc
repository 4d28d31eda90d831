#include "storage/change_index.h"

#include "storage/database.h"
#include "storage/layout.h"

namespace tidemark::storage {

Result<ChangePage> read_change_index(const Database& database, TableId table, Timestamp after,
                                     Timestamp until, std::size_t limit,
                                     const std::optional<Change>& resume_after) {
  const KeyspaceId keyspace{table.value};
  const std::chrono::microseconds one(1);
  const std::string lower = log_seek_key(keyspace, after + one);
  const std::string upper = log_seek_key(keyspace, until + one);
  ChangePage page;
  if (lower >= upper) return page;
  const rocksdb::Slice upper_slice(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(database.db().NewIterator(options, database.log()));
  if (resume_after) {
    const std::string last = log_key(keyspace, resume_after->at, resume_after->ordinal,
                                     suffix_of(resume_after->part, resume_after->key));
    rows->Seek(last);
    if (rows->Valid() && rows->key() == last) rows->Next();
  } else {
    rows->Seek(lower);
  }
  for (; rows->Valid(); rows->Next()) {
    if (page.changes.size() == limit) {
      if (limit > 0) page.resume_after = page.changes.back();
      return page;
    }
    const auto name = parse_log_key(rows->key().ToStringView());
    if (!name) return fail(Code::kCorrupt, "a change index entry's name is too short");
    page.changes.push_back({name->at, name->ordinal, name->part, std::string(name->key)});
  }
  if (!rows->status().ok()) return to_error(rows->status(), "reading the change index");
  return page;
}

}  // namespace tidemark::storage
