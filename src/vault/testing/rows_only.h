// The stores of two regions in a temporary directory, and a runner of jobs turned by hand: what the
// rows of AWS Backup need, and no more.
#pragma once

#include "base/check.h"
#include "storage/data_directory.h"
#include "storage/environment.h"
#include "storage/job_runner.h"
#include "tables/regions.h"
#include "vault/regions.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::vault::testing {

class RowsOnly {
 public:
  RowsOnly() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "tidemark-vault-XXXXXX").string();
    TM_CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    auto claimed = storage::DataDirectory::claim(path_, storage::ClockKind::kSimulated);
    TM_CHECK(static_cast<bool>(claimed));
    directory_ = std::move(claimed).value();
    tables_.emplace(*directory_, environment_, clock, runner,
                    std::vector<std::string>{"eu-west-1", "us-east-1"},
                    storage::StoreOptions{.disk_reserve_bytes = 0});
    regions_.emplace(*tables_);
  }

  ~RowsOnly() {
    regions_.reset();
    tables_.reset();
    directory_.reset();
    std::filesystem::remove_all(path_);
  }

  RowsOnly(const RowsOnly&) = delete;
  RowsOnly& operator=(const RowsOnly&) = delete;

  Regions& regions() { return *regions_; }

  vault::Rows open(const std::string& region) { return regions_->open(region).value(); }

  SimulatedClock clock{Timestamp::from_seconds(1'790'000'000)};
  SeededRandom random{1};
  storage::JobRunner runner{clock, random};

 private:
  storage::Environment environment_;
  std::string path_;
  std::unique_ptr<storage::DataDirectory> directory_;
  std::optional<tables::Regions> tables_;
  std::optional<Regions> regions_;
};

}  // namespace tidemark::vault::testing
