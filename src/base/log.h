// The log: whole lines on standard error, for people or for programs.
//
//   log_warn("storage", "a group was slow", {{"micros", took.count()}, {"decisions", 12}});
//     text  2026-11-21T14:03:27.123Z warn storage: a group was slow micros=1200345 decisions=12
//     json  {"time":"2026-11-21T14:03:27.123Z","level":"warn","component":"storage",
//            "message":"a group was slow","micros":1200345,"decisions":12}
//
// No secret and nothing of an item ever goes into a line: names, sizes, times and ids do.
//
// Threads   Any. A line is written whole. Setters: before there are other threads, or by tests.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace tidemark {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError };
enum class LogFormat : std::uint8_t { kText, kJson };

// One "name=value" of a line; an empty text is left out. Names are short words, never time, level,
// component, message or request.
class LogField {
 public:
  LogField(std::string_view name, std::string_view value) : name_(name), value_(value) {}

  LogField(std::string_view name, const std::string& value) : name_(name), value_(value) {}

  LogField(std::string_view name, const char* value) : name_(name), value_(value) {}

  LogField(std::string_view name, bool value)
      : name_(name), value_(value ? "true" : "false"), bare_(true) {}

  template <class Number>
    requires std::is_integral_v<Number>
  LogField(std::string_view name, Number value)
      : name_(name), value_(std::to_string(value)), bare_(true) {}

  [[nodiscard]] std::string_view name() const { return name_; }

  [[nodiscard]] const std::string& value() const { return value_; }

  // A number or a truth: JSON needs no quotes.
  [[nodiscard]] bool bare() const { return bare_; }

 private:
  std::string_view name_;
  std::string value_;
  bool bare_ = false;
};

using LogFields = std::initializer_list<LogField>;

// Lines below `level` are dropped. The default is kInfo.
void set_log_level(LogLevel level);
[[nodiscard]] bool would_log(LogLevel level);

// The default is kText.
void set_log_format(LogFormat format);

// Where lines go, each with its end; nullptr: standard error.
void set_log_sink(std::function<void(std::string_view line)> sink);

// `component` is the folder under src/ that speaks, or "access". `message` is one fixed sentence
// where it can be: what varies goes into fields.
void log(LogLevel level, std::string_view component, std::string_view message,
         LogFields fields = {});

// While it lives, every line of this thread carries request=ID. They nest; the innermost counts.
class LogRequest {
 public:
  explicit LogRequest(std::string_view id);  // which must outlive it
  ~LogRequest();
  LogRequest(const LogRequest&) = delete;
  LogRequest& operator=(const LogRequest&) = delete;

 private:
  std::string_view outer_;
};

inline void log_debug(std::string_view component, std::string_view message, LogFields fields = {}) {
  log(LogLevel::kDebug, component, message, fields);
}

inline void log_info(std::string_view component, std::string_view message, LogFields fields = {}) {
  log(LogLevel::kInfo, component, message, fields);
}

inline void log_warn(std::string_view component, std::string_view message, LogFields fields = {}) {
  log(LogLevel::kWarn, component, message, fields);
}

inline void log_error(std::string_view component, std::string_view message, LogFields fields = {}) {
  log(LogLevel::kError, component, message, fields);
}

}  // namespace tidemark
