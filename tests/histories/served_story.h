// A story told by clients of a real server: they act at once, it is killed with SIGKILL and started
// again; at the end it is asked for every commit and for what each left behind, and all is judged.
// What the clients do is the story's own.
//
//   class Registers : public ServedStory { Life act(std::uint32_t client, Random& random) override;
//   };
//
// Threads   run() from one thread; act() is called by all clients at once.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "codec/json.h"
#include "tests/histories/checker.h"
#include "tests/histories/server_process.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::histories {

struct StoryPlan {
  std::string program;
  std::uint64_t seed = 1;
  std::uint32_t clients = 8;
  std::uint32_t keys = 5;
  int kills = 5;
  int longest_life_ms = 900;
  std::string fault{};  // by name, for a server that was built with planted faults
};

struct StoryReport {
  std::optional<std::string> problem;
  std::uint64_t writes = 0;
  std::uint64_t reads = 0;
  std::uint64_t past_reads = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t happened = 0;  // of those
  std::uint64_t commits = 0;
  std::uint64_t searches = 0;
  std::uint64_t steps = 0;
  int kills = 0;
  std::string directory{};  // kept when there is a problem
};

// Monotonic, set by the wall clock once.
class ClientClock {
 public:
  ClientClock() : offset_(real_.now().micros - real_.since_boot().count()) {}

  [[nodiscard]] Time now() const { return offset_ + real_.since_boot().count(); }

 private:
  SystemClock real_;
  Time offset_;
};

class ServedStory {
 public:
  ServedStory(const StoryPlan& plan, std::string_view name);
  virtual ~ServedStory() = default;
  StoryReport run();

 protected:
  enum class Life : std::uint8_t { kOn, kOver };

  // One thing that a client does. kOver: the server is gone, or the story has gone wrong.
  virtual Life act(std::uint32_t client, Random& random) = 0;

  // Once, when the table is made.
  virtual bool begin() { return true; }

  // After every start; what the end of the life before left open.
  virtual bool go_on() { return true; }

  // One call, as of an ISO-8601 instant if given.
  Result<Answered> call(std::string_view operation, std::string body,
                        const std::optional<Time>& at = std::nullopt);
  // The answer's body; nullopt when there is none, which ends the life.
  std::optional<codec::JsonValue> told(const Result<Answered>& answer, const std::string& what);
  void keep(Op op);
  void keep(PastRead read);
  // It was sent, and the server died before it answered.
  void keep_unanswered(Op op);
  // So many were, and are asked about again: they are kept when they are answered.
  void count_unanswered(std::size_t count);
  bool note(std::string problem);
  // At which something was written or asked, or close by; or now.
  Time some_instant(Random& random);
  // The moments at which something was written of late, to ask about their very edges.
  Life learn_instants();

  [[nodiscard]] Time now() const { return clock_.now(); }

  // The first instant that can be asked about.
  [[nodiscard]] Time created() const { return created_; }

  [[nodiscard]] const StoryPlan& plan() const { return plan_; }

 private:
  bool start();
  bool make_table();
  void live(std::uint64_t seed);
  void client(std::uint32_t number, Random& random);
  void settle(Time died);
  bool read_commits();
  bool read_version(Time at, Key key);

  const StoryPlan plan_;
  const ClientClock clock_;
  std::string directory_;
  std::optional<ServerProcess> server_;
  Time created_ = 0;
  std::mutex mutex_;
  History history_;
  std::vector<Op> unanswered_;
  std::vector<Time> instants_;
  StoryReport report_;
};

// The story's table, whose items have the key attribute "k" and the value "v", a number.
inline constexpr const char* kStoryTable = "Story";

std::string name_of(Key key);
std::string key_json(Key key);
std::string item_json(Key key, Value value);
// The value in an item; absent without one.
Value value_in(const codec::JsonValue* item);
std::string instant_text(Time at);

}  // namespace tidemark::histories
