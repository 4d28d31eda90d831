#include "bench/selection_cases.h"

#include "base/stopwatch.h"
#include "bench/measured_store.h"
#include "storage/side_table.h"
#include "tables/catalog.h"
#include "vault/plans.h"
#include "vault/taken_resources.h"

#include <fmt/format.h>

namespace tidemark::bench {

namespace {

constexpr char kAccount[] = "123456789012";
constexpr char kRegion[] = "eu-west-1";
constexpr std::size_t kTables = 10'000;
constexpr std::size_t kPage = 500;
constexpr std::size_t kProdEvery = 4;  // one table in so many is taken

struct World {
  std::unique_ptr<MeasuredStore> store;
  vault::Rows rows;
  vault::BackupPlan plan;
  SeededRandom random{1};
};

tables::TableDescription table_of(std::size_t number) {
  tables::TableDescription table;
  table.name = {kAccount, kRegion, fmt::format("service-{}-table-{:05}", number % 50, number)};
  table.table_id = fmt::format("00000000-0000-4000-8000-{:012}", number);
  table.keys.hash = {"pk", values::KeyType::kString};
  table.tags = {{"stage", number % kProdEvery == 0 ? "prod" : "dev"},
                {"team", fmt::format("team-{}", number % 20)},
                {"backup", "daily"},
                {"cost-center", "4711"},
                {"owner", "platform"}};
  return table;
}

// By wildcard, with a condition of each kind.
vault::SelectionDocument selection() {
  vault::SelectionDocument document;
  document.name = "prod";
  document.iam_role_arn = fmt::format("arn:aws:iam::{}:role/backup", kAccount);
  document.resources = {"arn:aws:dynamodb:*:*:table/service-*"};
  document.conditions.equals = {{"aws:ResourceTag/stage", "prod"}};
  document.conditions.like = {{"aws:ResourceTag/owner", "*form"}};
  document.conditions.not_equals = {{"aws:ResourceTag/backup", "never"}};
  document.conditions.not_like = {{"aws:ResourceTag/team", "test*"}};
  return document;
}

Status make_tables(World& world) {
  for (std::size_t begin = 0; begin < kTables; begin += kPage) {
    TM_TRY_STATUS(world.store->commit([&](storage::View& view) -> storage::Decision {
      storage::Changes changes;
      for (std::size_t number = begin; number < begin + kPage; ++number) {
        tables::TableDescription table = table_of(number);
        changes.append(tables::create(view, table, {}));
      }
      return changes;
    }));
  }
  return Ok{};
}

Status set_up(World& world, const Settings& settings) {
  TM_TRY(world.store, MeasuredStore::open(settings.directory + "/selection"));
  storage::Store& store = **world.store;
  TM_TRY(const storage::TableId side, storage::side_table(store, "backup"));
  world.rows = {&store, side, kRegion};
  TM_TRY_STATUS(make_tables(world));
  vault::PlanRule rule;
  rule.name = "daily";
  rule.vault_name = "Default";
  const Timestamp now = world.store->clock().now();
  TM_TRY(auto made, vault::create_plan(world.rows, {kAccount, {"nightly", {rule}, {}}, {}, now},
                                       world.random));
  world.plan = std::get<vault::BackupPlan>(made);
  TM_TRY_STATUS(vault::create_selection(world.rows, {kAccount, world.plan.id, selection(), {}, now},
                                        world.random));
  return world.store->settle();
}

// One whole look at the account.
Result<Sample> resolve(World& world) {
  const Stopwatch watch;
  std::size_t taken = 0;
  std::optional<std::string> after;
  do {
    TM_TRY(auto page, vault::taken_resources(world.rows, world.plan, after, kPage));
    taken += page.role_by_arn.size();
    after = std::move(page.last_table);
  } while (after);
  if (taken != kTables / kProdEvery) return wrong("selection", taken);
  return Sample{watch.seconds(), {}};
}

}  // namespace

void add_selection_cases(Bench& bench) {
  auto world = std::make_shared<World>();
  Group group{.name = "selection", .warmed = true};
  group.set_up = [world, settings = bench.settings()] { return set_up(*world, settings); };
  group.tear_down = [world] { world->store.reset(); };
  group.cases.push_back({"10,000 tables", "s", [=](double) { return resolve(*world); }});
  bench.add(std::move(group));
}

}  // namespace tidemark::bench
