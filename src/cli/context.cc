#include "cli/context.h"

#include "cli/jmespath/expression.h"
#include "cli/output/render.h"
#include "codec/iso8601.h"
#include "operator/engine_extras.h"
#include "operator/time_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::cli {

Status CommandContext::LastCall::before(const client::SentCall& /*call*/) {
  refused_ = false;
  return Ok{};
}

void CommandContext::LastCall::after(const client::SentCall& /*call*/,
                                     const Result<client::Answer<client::Reply>>& outcome) {
  refused_ = outcome && std::holds_alternative<client::ServiceError>(outcome.value());
}

Error CommandContext::as_setting(Error error) {
  setting_failed_ = true;
  return error;
}

Result<runbooks::Config> CommandContext::config() {
  if (config_) return *config_;
  const std::string path =
      options_.config.empty()
          ? runbooks::config_path(surroundings_.environment.get("XDG_CONFIG_HOME", ""),
                                  surroundings_.environment.get("HOME", ""))
          : options_.config;
  auto loaded =
      path.empty() ? Result<runbooks::Config>(runbooks::Config{}) : runbooks::load_config(path);
  const bool asked_for = !options_.config.empty();
  if (!loaded && (asked_for || loaded.error().code != Code::kNotFound)) {
    return as_setting(std::move(loaded).error());
  }
  config_ = loaded ? std::move(loaded).value() : runbooks::Config{};
  return *config_;
}

Result<client::SessionWords> CommandContext::session_words() {
  TM_TRY(const runbooks::Config config, this->config());
  const client::Environment& environment = surroundings_.environment;
  const auto silent = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::none_of(
        names, [&](std::string_view name) { return environment.find(name).has_value(); });
  };
  client::SessionWords words{.profile = options_.profile,
                             .region = options_.region,
                             .endpoint_url = options_.endpoint_url};
  if (words.profile.empty() && silent({"AWS_PROFILE", "AWS_DEFAULT_PROFILE"})) {
    words.profile = config.profile;
  }
  if (words.region.empty() && silent({"AWS_REGION", "AWS_DEFAULT_REGION"})) {
    words.region = config.region;
  }
  // One for a single service counts, too: the config's would hide it.
  const auto first = environment.variables.lower_bound(std::string_view("AWS_ENDPOINT_URL"));
  const bool named =
      first != environment.variables.end() && first->first.starts_with("AWS_ENDPOINT_URL");
  if (words.endpoint_url.empty() && !named) words.endpoint_url = config.endpoint;
  return words;
}

Result<client::Session*> CommandContext::session() {
  if (session_ != nullptr) return session_.get();
  TM_TRY(const client::SessionWords words, session_words());
  auto made = surroundings_.connect(words);
  if (!made) return as_setting(std::move(made).error());
  session_ = std::move(made).value();
  session_->watch(&last_call_);
  return session_.get();
}

Result<OwnedSession> CommandContext::session_as_of(const std::string& table, Timestamp at) {
  TM_TRY(client::Session* const now, session());
  client::AwsClient& aws = now->of(client::Service::kDynamoDb);
  // AWS would take the request and answer with the present: so ask first who is there.
  TM_TRY(const auto tally, runbooks::EngineExtras(aws).tally(table, at));
  if (!tally) {
    return fail(Code::kInvalid,
                fmt::format("{} cannot read the past in place, only Tidemark's engine can; restore "
                            "to a new table: tidemark restore pitr {} --at {} --to NEW",
                            aws.options().endpoint, table, codec::to_iso8601(at)));
  }
  TM_TRY(client::SessionWords words, session_words());
  words.endpoint_url = runbooks::endpoint_as_of(aws.options().endpoint, at);
  TM_TRY(OwnedSession then, surroundings_.connect(words));
  then->watch(&last_call_);
  return then;
}

Result<schedule::TimeZone> CommandContext::zone() {
  TM_TRY(const runbooks::Config config, this->config());
  if (config.time_zone.empty()) {
    return runbooks::local_zone(surroundings_.environment.get("TZ", ""));
  }
  return schedule::TimeZone::named(config.time_zone);
}

Status CommandContext::show(const codec::JsonValue& document) {
  const RenderOptions form{.form = options_.output,
                           .columns = surroundings_.terminal.columns,
                           .colour = surroundings_.terminal.colours && !options_.no_color};
  if (options_.query.empty()) {
    write(render(document, form));
    return Ok{};
  }
  TM_TRY(const jmespath::Expression query, jmespath::compile(options_.query));
  const auto picked = query.search(document);
  if (!picked) {
    return fail(Code::kInvalid, fmt::format("--query: {}", picked.error().message));
  }
  write(render(picked.value(), form));
  return Ok{};
}

Status CommandContext::show(const codec::JsonValue& document, std::string_view text) {
  if (options_.output != OutputForm::kTable || !options_.query.empty()) return show(document);
  write(text);
  return Ok{};
}

std::string CommandContext::laid_out(const Grid& grid) const {
  return grid_text(grid, 0, surroundings_.terminal.columns,
                   surroundings_.terminal.colours && !options_.no_color);
}

void CommandContext::tell(std::string_view line) const {
  surroundings_.tell(fmt::format("{}\n", line));
}

bool CommandContext::confirmed(std::string_view question, std::string_view word) {
  if (options_.yes) return true;
  surroundings_.tell(fmt::format("{}\nType {} to go on: ", question, word));
  const auto line = surroundings_.read_line();
  if (!surroundings_.terminal.reads) surroundings_.tell("\n");
  return line && *line == word;
}

ExitCode CommandContext::exit_code_of(const Error& error) const {
  if (setting_failed_) return ExitCode::kSetting;
  if (last_call_.refused()) return ExitCode::kService;
  // Nothing was sent because there was nothing to sign it with.
  const bool denied = error.code == Code::kDenied && session_ != nullptr;
  return denied && !session_->credentials().now() ? ExitCode::kSetting : ExitCode::kFailed;
}

int run(const CommandSpec& command, const Words& words, CommandContext& context) {
  const Result<ExitCode> ended = command.run(words, context);
  if (ended) return number_of(ended.value());
  context.tell(fmt::format("{}: {}", full_name(command), ended.error().message));
  return number_of(context.exit_code_of(ended.error()));
}

}  // namespace tidemark::cli
