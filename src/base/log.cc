#include "base/log.h"

#include "base/clock.h"

#include <atomic>
#include <cerrno>
#include <ctime>
#include <mutex>
#include <unistd.h>

namespace tidemark {

namespace {

std::atomic<LogLevel> least_level{LogLevel::kInfo};
std::atomic<LogFormat> line_format{LogFormat::kText};

struct Output {
  std::mutex mutex;
  std::function<void(std::string_view)> sink;
};

Output& output() {
  static auto* const instance = new Output;  // threads may still log while statics are destroyed
  return *instance;
}

thread_local std::string_view request_of_thread;

std::string_view word_of(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return "debug";
    case LogLevel::kInfo: return "info";
    case LogLevel::kWarn: return "warn";
    case LogLevel::kError: return "error";
  }
  return "info";
}

// "2026-11-21T14:03:27.123Z"
void append_time(std::string& line) {
  const std::int64_t millis = SystemClock().now().micros / 1000;
  const std::time_t seconds = millis / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  fmt::format_to(std::back_inserter(line), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                 utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
                 utc.tm_sec, millis % 1000);
}

// How many bytes of `text` from `at` on are one well-formed UTF-8 character; 0: none.
std::size_t character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const bool overlong = first == 0xe0 && byte(1) < 0xa0;
    const bool surrogate = first == 0xed && byte(1) > 0x9f;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const bool overlong = first == 0xf0 && byte(1) < 0x90;
    const bool beyond = first == 0xf4 && byte(1) > 0x8f;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

// Nobody's text can end a line or begin another: control characters and broken UTF-8 are escaped.
void append_escaped(std::string& line, std::string_view text, bool quoted) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_at(text, i);
    const char c = text[i];
    if (length == 0) {
      line += "\\ufffd";
    } else if (quoted && (c == '"' || c == '\\')) {
      line += '\\';
      line += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      line.append(text, i, length);
    }
    i += length == 0 ? 1 : length;
  }
}

void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  append_escaped(line, text, true);
  line += '"';
}

bool needs_quotes(std::string_view value) {
  return value.find_first_of(" \"=\\") != value.npos;
}

void append_text_field(std::string& line, std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(line), " {}=", name);
  if (needs_quotes(value)) {
    append_quoted(line, value);
  } else {
    append_escaped(line, value, false);
  }
}

std::string text_line(LogLevel level, std::string_view component, std::string_view message,
                      LogFields fields) {
  std::string line;
  append_time(line);
  fmt::format_to(std::back_inserter(line), " {} {}: ", word_of(level), component);
  append_escaped(line, message, false);
  for (const LogField& field : fields) {
    if (!field.value().empty()) append_text_field(line, field.name(), field.value());
  }
  if (!request_of_thread.empty()) append_text_field(line, "request", request_of_thread);
  return line;
}

std::string json_line(LogLevel level, std::string_view component, std::string_view message,
                      LogFields fields) {
  std::string line = "{\"time\":\"";
  append_time(line);
  fmt::format_to(std::back_inserter(line), "\",\"level\":\"{}\",\"component\":", word_of(level));
  append_quoted(line, component);
  line += ",\"message\":";
  append_quoted(line, message);
  for (const LogField& field : fields) {
    if (field.value().empty()) continue;
    fmt::format_to(std::back_inserter(line), ",\"{}\":", field.name());
    if (field.bare()) {
      line += field.value();
    } else {
      append_quoted(line, field.value());
    }
  }
  if (!request_of_thread.empty()) {
    line += ",\"request\":";
    append_quoted(line, request_of_thread);
  }
  line += '}';
  return line;
}

void write_to_stderr(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody is left to tell
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void set_log_level(LogLevel level) {
  least_level = level;
}

bool would_log(LogLevel level) {
  return level >= least_level.load(std::memory_order_relaxed);
}

void set_log_format(LogFormat format) {
  line_format = format;
}

void set_log_sink(std::function<void(std::string_view line)> sink) {
  const std::lock_guard lock(output().mutex);
  output().sink = std::move(sink);
}

LogRequest::LogRequest(std::string_view id) : outer_(request_of_thread) {
  request_of_thread = id;
}

LogRequest::~LogRequest() {
  request_of_thread = outer_;
}

void log(LogLevel level, std::string_view component, std::string_view message, LogFields fields) {
  if (!would_log(level)) return;
  std::string line = line_format == LogFormat::kJson ? json_line(level, component, message, fields)
                                                     : text_line(level, component, message, fields);
  line += '\n';
  const std::lock_guard lock(output().mutex);
  if (output().sink) {
    output().sink(line);
  } else {
    write_to_stderr(line);
  }
}

}  // namespace tidemark
