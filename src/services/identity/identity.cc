#include "services/identity/identity.h"

#include "storage/side_table.h"

namespace tidemark::services {
namespace {

constexpr std::string_view kPurpose = "identity";

template <class Row>
Status load_rows(storage::Store& store, storage::TableId table, Directory& directory) {
  TM_TRY(storage::Scan scan, store.scan({table, Row::kPart, "", ""}, storage::Direction::kForward));
  for (; scan.valid(); scan.next()) {
    TM_TRY(Row row, Row::decode(scan.value()));
    directory.put(std::move(row));
  }
  return scan.status();
}

Result<bool> has_rows(storage::Store& store) {
  TM_TRY(const auto row, store.read(storage::side_table_key("", "", kPurpose)));
  return row.has_value();
}

}  // namespace

Identity::Identity(StoreSource source, const Clock& clock, const Clock& real_clock, Random& random)
    : source_(std::move(source)),
      clock_(clock),
      real_clock_(real_clock),
      random_(random),
      shown_(std::make_shared<const Directory>()) {}

Result<std::unique_ptr<Identity>> Identity::open(StoreSource source, const Clock& clock,
                                                 const Clock& real_clock, Random& random) {
  std::unique_ptr<Identity> identity(new Identity(std::move(source), clock, real_clock, random));
  TM_TRY_STATUS(identity->load());
  return identity;
}

Status Identity::load() {
  TM_TRY(storage::Store* const store, source_(false));
  if (store == nullptr) return Ok{};
  TM_TRY(const bool there, has_rows(*store));
  if (!there) return Ok{};
  TM_TRY(const storage::TableId table, storage::side_table(*store, kPurpose));
  auto directory = std::make_shared<Directory>();
  TM_TRY_STATUS(load_rows<User>(*store, table, *directory));
  TM_TRY_STATUS(load_rows<Role>(*store, table, *directory));
  TM_TRY_STATUS(load_rows<ManagedPolicy>(*store, table, *directory));
  TM_TRY_STATUS(load_rows<UserKey>(*store, table, *directory));
  TM_TRY_STATUS(load_rows<Session>(*store, table, *directory));
  shown_ = std::move(directory);
  return Ok{};
}

std::shared_ptr<const Directory> Identity::now() const {
  const std::lock_guard lock(shown_mutex_);
  return shown_;
}

Status Identity::run(const std::function<void(Draft&)>& decide) {
  const std::lock_guard changing(changing_);
  TM_TRY(storage::Store* const store, source_(true));
  TM_TRY(const storage::TableId table, storage::side_table(*store, kPurpose));
  auto directory = std::make_shared<Directory>(*now());
  storage::Changes changes;
  Draft draft(*directory, changes, table, clock_.now(), real_clock_.now(), random_);
  decide(draft);
  if (changes.empty()) return Ok{};
  const storage::Outcome outcome = store->transact_and_wait(
      {}, [&changes](storage::View&) -> storage::Decision { return changes; });
  if (const auto* error = std::get_if<Error>(&outcome)) return *error;
  const std::lock_guard lock(shown_mutex_);
  shown_ = std::move(directory);
  return Ok{};
}

}  // namespace tidemark::services
