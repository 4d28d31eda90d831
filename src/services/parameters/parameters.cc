#include "services/parameters/parameters.h"

#include "codec/ordered_bytes.h"
#include "codec/varint.h"
#include "services/side_rows.h"
#include "storage/side_table.h"
#include "storage/write.h"

namespace tidemark::services {
namespace {

using storage::Changes;
using storage::Decision;
using storage::KeyRef;
using storage::Refused;
using storage::TableId;
using storage::View;

constexpr storage::Part kNewest = 1;
constexpr storage::Part kOlder = 2;

std::string name_key(std::string_view account, std::string_view name) {
  std::string key;
  codec::append_ordered(key, account);
  codec::append_ordered(key, name);
  return key;
}

std::string version_key(std::string_view account, std::string_view name, std::uint64_t version) {
  std::string key = name_key(account, name);
  std::string number;
  codec::append_big_endian(number, version);
  codec::append_ordered(key, number);
  return key;
}

Result<std::optional<CurrentParameter>> current_in(const View& view, const KeyRef& key) {
  TM_TRY(const auto row, view.get(key));
  if (!row) return std::optional<CurrentParameter>();
  TM_TRY(CurrentParameter current, decode_current_parameter(row->value));
  return std::optional(std::move(current));
}

// The keys of all versions but the newest, oldest first.
Result<std::vector<std::string>> older_keys(const View& view, TableId rows,
                                            const std::string& prefix) {
  TM_TRY(const auto found, view.list(rows, kOlder, prefix, behind(prefix), kParameterVersions));
  std::vector<std::string> keys;
  for (const auto& [key, value] : found) keys.push_back(key);
  return keys;
}

Result<Changes> next_version(const View& view, TableId rows, std::string_view account,
                             const CurrentParameter& before) {
  const std::string prefix = name_key(account, before.parameter.name);
  TM_TRY(const auto older, older_keys(view, rows, prefix));
  Changes changes;
  if (older.size() + 2 > kParameterVersions) changes.remove({rows, kOlder, older.front()});
  changes.put({rows, kOlder, version_key(account, before.parameter.name, before.parameter.version)},
              encode(before.parameter));
  return changes;
}

Result<Decision> decide_put(const View& view, TableId rows, std::string_view account,
                            const ParameterPut& wanted, ParameterAnswer& answer) {
  const KeyRef key{rows, kNewest, name_key(account, wanted.parameter.name)};
  TM_TRY(const auto before, current_in(view, key));
  CurrentParameter after{wanted.parameter, wanted.tags};
  Changes changes;
  if (before && !wanted.overwrite) {
    answer = ParameterExists{};
    return Decision(Refused{});
  }
  if (!before && !wanted.has_type) {
    answer = ParameterNeedsType{};
    return Decision(Refused{});
  }
  if (before) {
    if (!wanted.has_type) after.parameter.type = before->parameter.type;
    if (after.parameter.type != before->parameter.type) {
      answer = ParameterChangesType{};
      return Decision(Refused{});
    }
    // What is not said again stays as it was, as on AWS.
    if (after.parameter.description.empty()) {
      after.parameter.description = before->parameter.description;
    }
    after.tags = before->tags;
    TM_TRY(changes, next_version(view, rows, account, *before));
  }
  after.parameter.version = before ? before->parameter.version + 1 : 1;
  after.parameter.modified_at = view.now();
  changes.put(key, encode(after));
  answer = ParameterWritten{after.parameter.version};
  return Decision(std::move(changes));
}

}  // namespace

Result<TableId> Parameters::rows() {
  return storage::side_table(store_, "parameters");
}

Result<ParameterAnswer> Parameters::put(std::string_view account, const ParameterPut& wanted) {
  TM_TRY(const TableId rows, this->rows());
  storage::Write<ParameterAnswer> write(
      store_, {{rows, kNewest, name_key(account, wanted.parameter.name)}},
      [rows, account = std::string(account), wanted](View& view, ParameterAnswer& answer) {
        return decide_put(view, rows, account, wanted, answer);
      });
  return write.run();
}

Result<std::optional<CurrentParameter>> Parameters::find(std::string_view account,
                                                         std::string_view name) {
  TM_TRY(const TableId rows, this->rows());
  TM_TRY(const auto row, store_.read({rows, kNewest, name_key(account, name)}));
  if (!row) return std::optional<CurrentParameter>();
  TM_TRY(CurrentParameter current, decode_current_parameter(row->value));
  return std::optional(std::move(current));
}

Result<std::optional<Parameter>> Parameters::version(std::string_view account,
                                                     std::string_view name, std::uint64_t version) {
  TM_TRY(const auto all, versions(account, name));
  for (const Parameter& one : all) {
    if (one.version == version) return std::optional(one);
  }
  return std::optional<Parameter>();
}

Result<std::vector<Parameter>> Parameters::versions(std::string_view account,
                                                    std::string_view name) {
  TM_TRY(const TableId rows, this->rows());
  TM_TRY(const auto newest, find(account, name));
  std::vector<Parameter> versions;
  if (!newest) return versions;
  TM_TRY_STATUS(each_row(store_, rows, kOlder, name_key(account, name), "",
                         [&](std::string_view, std::string_view value) -> Result<Walk> {
                           TM_TRY(Parameter one, decode_parameter(value));
                           // A put between the two reads would show its predecessor twice.
                           if (one.version >= newest->parameter.version) return Walk::kEnough;
                           versions.push_back(std::move(one));
                           return Walk::kGoOn;
                         }));
  versions.push_back(newest->parameter);
  return versions;
}

Result<std::vector<CurrentParameter>> Parameters::list(
    std::string_view account, std::string_view after, std::size_t limit,
    const std::function<bool(const CurrentParameter&)>& wanted) {
  TM_TRY(const TableId rows, this->rows());
  std::vector<CurrentParameter> found;
  const auto visit = [&](std::string_view, std::string_view value) -> Result<Walk> {
    TM_TRY(CurrentParameter one, decode_current_parameter(value));
    if (wanted(one)) found.push_back(std::move(one));
    return found.size() < limit ? Walk::kGoOn : Walk::kEnough;
  };
  const std::string from = after.empty() ? std::string() : name_key(account, after);
  TM_TRY_STATUS(each_row(store_, rows, kNewest, codec::ordered(account), from, visit));
  return found;
}

Result<bool> Parameters::remove(std::string_view account, std::string_view name) {
  TM_TRY(const TableId rows, this->rows());
  const KeyRef key{rows, kNewest, name_key(account, name)};
  storage::Write<bool> write(store_, {key},
                             [rows, key](View& view, bool& answer) -> Result<Decision> {
                               TM_TRY(const auto before, view.get(key));
                               answer = before.has_value();
                               if (!before) return Decision(Refused{});
                               TM_TRY(const auto older, older_keys(view, rows, key.key));
                               Changes changes;
                               changes.remove(key);
                               for (const std::string& one : older)
                                 changes.remove({rows, kOlder, one});
                               return Decision(std::move(changes));
                             });
  return write.run();
}

Result<ParameterTagAnswer> Parameters::change_tags(
    std::string_view account, std::string_view name,
    const std::function<void(ParameterTags&)>& change) {
  TM_TRY(const TableId rows, this->rows());
  const KeyRef key{rows, kNewest, name_key(account, name)};
  storage::Write<ParameterTagAnswer> write(
      store_, {key}, [key, change](View& view, ParameterTagAnswer& answer) -> Result<Decision> {
        TM_TRY(auto current, current_in(view, key));
        if (!current) {
          answer = NoParameter{};
          return Decision(Refused{});
        }
        change(current->tags);
        if (current->tags.size() > kMaxParameterTags) {
          answer = TooManyParameterTags{};
          return Decision(Refused{});
        }
        Changes changes;
        changes.put(key, encode(*current));
        return Decision(std::move(changes));
      });
  return write.run();
}

}  // namespace tidemark::services
