#include "tables/table_changes.h"

#include <algorithm>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::Decision;
using storage::Refused;
using storage::View;

// Changes the tags of the table by `change`; `change` says no by returning false.
Write<TagAnswer> change_tags(storage::Store& store, TableName name,
                             std::function<bool(std::map<std::string, std::string>&)> change) {
  std::vector<storage::KeyRef> keys{live_key(name)};
  return {store, std::move(keys),
          [name = std::move(name), change = std::move(change)](
              View& view, TagAnswer& answer) -> Result<Decision> {
            TM_TRY(FoundTable table, find(view, name));
            if (!table || status_at(*table, view.now()) == TableStatus::kCreating) {
              answer = NoTable{};
              return Decision{Refused{}};
            }
            if (!change(table->tags)) {
              answer = TooManyTags{};
              return Decision{Refused{}};
            }
            answer = Tagged{};
            Changes changes;
            put(changes, *table);
            return Decision{std::move(changes)};
          }};
}

}  // namespace

Write<CreateAnswer> create_table(storage::Store& store, TableDescription wanted,
                                 std::optional<StreamRequest> stream) {
  std::vector<storage::KeyRef> keys{live_key(wanted.name)};
  return {store, std::move(keys),
          [wanted = std::move(wanted), stream = std::move(stream)](
              View& view, CreateAnswer& answer) -> Result<Decision> {
            TM_TRY(const FoundTable present, find(view, wanted.name));
            if (present) {
              answer = TableExists{};
              return Decision{Refused{}};
            }
            TableDescription table = wanted;
            Changes changes =
                create(view, table, {stream ? history_for_stream() : storage::History{}, {}, {}});
            if (stream) {
              table.history_for_stream_only = true;
              TM_TRY_STATUS(start_stream(view, table, *stream, changes));
              put(changes, table);
            }
            answer = Created{std::move(table)};
            return Decision{std::move(changes)};
          }};
}

Write<TagAnswer> tag_table(storage::Store& store, TableName name,
                           std::map<std::string, std::string> tags) {
  return change_tags(store, std::move(name),
                     [tags = std::move(tags)](std::map<std::string, std::string>& has) {
                       for (const auto& [key, value] : tags) has.insert_or_assign(key, value);
                       return has.size() <= kMaxTags;
                     });
}

Write<TagAnswer> untag_table(storage::Store& store, TableName name, std::vector<std::string> keys) {
  return change_tags(store, std::move(name),
                     [keys = std::move(keys)](std::map<std::string, std::string>& has) {
                       for (const std::string& key : keys) has.erase(key);
                       return true;
                     });
}

}  // namespace tidemark::tables
