// What a test of a runbook sits at: a fake AWS, its clock, a session, a state directory.
//
//   Desk desk;
//   desk.aws.add_table("Orders", {"a", "b"});
//   Conductor conductor(desk.site(), desk.runs, nullptr);
//
// Threads   One.
#pragma once

#include "client/session.h"
#include "operator/runs.h"
#include "operator/site.h"
#include "operator/testing/fake_aws.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tidemark::runbooks::testing {

class Directory {
 public:
  Directory() {
    // In memory where there is such a place: thousands of runs sync thousands of lines.
    const bool memory = std::filesystem::is_directory("/dev/shm");
    std::string name = (memory ? "/dev/shm" : std::filesystem::temp_directory_path().string()) +
                       "/tidemark-test-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }

  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  ~Directory() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Desk {
  Directory directory;
  SimulatedClock clock{Timestamp::from_seconds(1795233906)};
  SeededRandom random{1};
  FakeAws aws{clock};
  client::Pause pause = [this](std::chrono::milliseconds wait) { clock.advance(wait); };
  client::Session session{{.region = FakeAws::kRegion,
                           .endpoint = "http://aws",
                           .credentials = client::fixed_credentials(
                               {.key_id = "AKIDEXAMPLE", .secret = "hidden/from/journals"})},
                          aws,
                          clock,
                          random,
                          pause};
  Runs runs{directory.path() + "/runs", clock, random};

  [[nodiscard]] Site site() {
    return {.session = session,
            .extras = nullptr,
            .clock = clock,
            .random = random,
            .pause = pause,
            .patience = std::chrono::hours{12},
            .version = "test"};
  }
};

}  // namespace tidemark::runbooks::testing
