#include "bench/slices.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace tidemark::bench {

namespace {

using Samples = std::map<std::string, std::vector<Sample>>;  // by case, then by round

bool chosen(const Settings& settings, const Group& group, const Case& one) {
  return fmt::format("{}/{}", group.name, one.name).find(settings.only) != std::string::npos;
}

std::string_view case_of(std::string_view figure) {
  return figure.substr(0, figure.find('#'));
}

// The figure of one round; nullopt: its case was not run, or did not measure that.
std::optional<double> figure(const Samples& samples, std::string_view name, std::size_t round) {
  const auto found = samples.find(std::string(case_of(name)));
  if (found == samples.end()) return std::nullopt;
  const Sample& sample = found->second[round];
  if (case_of(name) == name) return sample.value;
  const auto also = sample.also.find(std::string(name.substr(case_of(name).size() + 1)));
  return also == sample.also.end() ? std::nullopt : std::optional(also->second);
}

std::optional<Judged> judge(const Target& target, const Samples& samples, std::size_t rounds) {
  Judged judged{target, {}, {}};
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto over = figure(samples, target.over, round);
    const auto under = target.under.empty() ? 1.0 : figure(samples, target.under, round);
    if (!over || !under || *under == 0) return std::nullopt;
    judged.values.push_back(*over / *under);
  }
  judged.spread = spread_of(judged.values);
  return judged;
}

Measured summed_up(const Group& group, const Case& one, const std::vector<Sample>& samples) {
  Measured measured{group.name, one.name, one.unit, {}, {}, {}};
  std::map<std::string, std::vector<double>> also;
  for (const Sample& sample : samples) {
    measured.values.push_back(sample.value);
    for (const auto& [name, value] : sample.also) also[name].push_back(value);
  }
  measured.spread = spread_of(measured.values);
  for (auto& [name, values] : also) measured.also[name] = spread_of(std::move(values));
  return measured;
}

class TearDown {
 public:
  explicit TearDown(const Group& group) : group_(group) {}

  ~TearDown() {
    if (group_.tear_down) group_.tear_down();
  }

  TearDown(const TearDown&) = delete;
  TearDown& operator=(const TearDown&) = delete;

 private:
  const Group& group_;
};

Result<Samples> run_rounds(const Group& group, const std::vector<const Case*>& cases,
                           const Settings& settings) {
  const TearDown tear_down(group);
  if (group.set_up) TM_TRY_STATUS(group.set_up());
  Samples samples;
  for (int round = group.warmed ? -1 : 0; round < settings.rounds; ++round) {
    if (group.each_round) TM_TRY_STATUS(group.each_round());
    const auto begin = static_cast<std::size_t>(std::max(round, 0)) % cases.size();
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Case& one = *cases[(i + begin) % cases.size()];
      auto sample = one.run(settings.seconds);
      if (!sample) {
        return fail(sample.error().code,
                    fmt::format("{}/{}: {}", group.name, one.name, sample.error().message));
      }
      if (round >= 0) samples[one.name].push_back(std::move(sample).value());
    }
  }
  return samples;
}

bool within(Bound bound, double measured, double wanted) {
  switch (bound) {
    case Bound::kAtLeast: return measured >= wanted;
    case Bound::kAtMost: return measured <= wanted;
    case Bound::kPrinted: break;
  }
  return true;
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  return {median, values.front(), values.back()};
}

bool Judged::met() const {
  return within(target.bound, spread.median, target.wanted);
}

bool Judged::goal_met() const {
  return within(target.bound, spread.median, target.goal);
}

std::vector<std::string> Bench::groups() const {
  std::vector<std::string> names;
  for (const Group& group : groups_) names.push_back(group.name);
  return names;
}

std::vector<Target> Bench::targets_without_case() const {
  std::vector<Target> without;
  for (const Group& group : groups_) {
    const auto has = [&](std::string_view figure) {
      return figure.empty() ||
             std::ranges::find(group.cases, case_of(figure), &Case::name) != group.cases.end();
    };
    std::ranges::copy_if(targets_, std::back_inserter(without), [&](const Target& target) {
      return target.group == group.name && (!has(target.over) || !has(target.under));
    });
  }
  return without;
}

Result<Report> Bench::run(const std::function<void(const std::string&)>& told) {
  Report report;
  for (const Group& group : groups_) {
    std::vector<const Case*> cases;
    for (const Case& one : group.cases) {
      if (chosen(settings_, group, one)) cases.push_back(&one);
    }
    if (cases.empty()) continue;
    told(fmt::format("{}: {} cases", group.name, cases.size()));
    TM_TRY(const Samples samples, run_rounds(group, cases, settings_));
    for (const Case* one : cases) {
      report.measured.push_back(summed_up(group, *one, samples.at(one->name)));
    }
    for (const Target& target : targets_) {
      if (target.group != group.name) continue;
      auto judged = judge(target, samples, static_cast<std::size_t>(settings_.rounds));
      if (judged) report.judged.push_back(std::move(*judged));
      if (!judged && settings_.only.empty()) {
        return fail(Code::kInvalid,
                    fmt::format("{}: '{}' was not measured", group.name, target.name));
      }
    }
  }
  return report;
}

namespace {

double thread_cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

Result<Sample> repeat(double seconds, std::size_t stride, const std::function<Status()>& once) {
  const double cpu = thread_cpu_seconds();
  const Stopwatch watch;
  std::size_t calls = 0;
  double spent = 0;
  do {
    for (std::size_t i = 0; i < stride; ++i) TM_TRY_STATUS(once());
    calls += stride;
    spent = watch.seconds();
  } while (spent < seconds);
  const auto done = static_cast<double>(calls);
  return Sample{done / spent, {{"cpu_us", (thread_cpu_seconds() - cpu) * 1e6 / done}}};
}

}  // namespace tidemark::bench
