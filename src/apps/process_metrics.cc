#include "apps/process_metrics.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace tidemark::apps {

namespace {

using server::MetricsText;
using enum server::MetricKind;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// Since 1970; 0: not known. Field 22 of stat counts ticks since the machine started.
double start_time() {
  std::ifstream machine("/proc/stat");
  std::string word;
  double booted = 0;
  while (machine >> word) {
    if (word == "btime" && machine >> booted) break;
  }
  std::ifstream file("/proc/self/stat");
  std::string stat;
  std::getline(file, stat);
  const std::size_t name_end = stat.rfind(')');  // the name may hold spaces
  if (name_end == stat.npos || booted == 0) return 0;
  std::istringstream fields(stat.substr(name_end + 1));
  for (int i = 3; i < 22; ++i) fields >> word;
  double ticks = 0;
  fields >> ticks;
  return booted + ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::uint64_t open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return 0;
  const auto all = std::distance(begin(files), end(files));
  return static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(1, all) - 1);  // one is the look's own
}

template <class Number>
void add(MetricsText& text, std::string_view name, server::MetricKind kind, std::string_view help,
         Number value) {
  text.family(name, kind, help);
  text.sample({}, value);
}

}  // namespace

void write_process(MetricsText& text) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  add(text, "process_cpu_seconds_total", kCounter, "User and system time of the processor.",
      seconds(usage.ru_utime) + seconds(usage.ru_stime));
  std::ifstream memory("/proc/self/statm");
  std::uint64_t virtual_pages = 0;
  std::uint64_t resident_pages = 0;
  memory >> virtual_pages >> resident_pages;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  add(text, "process_resident_memory_bytes", kGauge, "Resident memory.", resident_pages * page);
  add(text, "process_virtual_memory_bytes", kGauge, "Virtual memory.", virtual_pages * page);
  add(text, "process_open_fds", kGauge, "Open file descriptors.", open_files());
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  add(text, "process_max_fds", kGauge, "Most file descriptors that may be open.",
      static_cast<std::uint64_t>(files.rlim_cur));
  add(text, "process_start_time_seconds", kGauge, "When the process started, since 1970.",
      start_time());
}

}  // namespace tidemark::apps
