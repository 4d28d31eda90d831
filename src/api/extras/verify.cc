// POST /_tidemark/vaults/V/verify?sample=5%&expect-head=HEX; GET /_tidemark/vaults/V/verify/ID
#include "api/extras/extra.h"
#include "api/services.h"
#include "codec/hex.h"
#include "codec/json.h"
#include "vault/verify_job.h"

#include <charconv>

namespace tidemark::api {
namespace {

constexpr std::size_t kHeadBytes = 32;

// "5%", "0.5%", "100": in thousandths.
Result<std::uint64_t> permille_of(const std::string& sample) {
  std::string_view text = sample;
  if (text.ends_with('%')) text.remove_suffix(1);
  std::string digits(text);
  const std::size_t point = digits.find('.');
  const bool one_decimal = point != digits.npos && point > 0 && point + 2 == digits.size();
  if (one_decimal) digits.erase(point, 1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (whole && number <= 1000) {
    const std::uint64_t permille = one_decimal ? number : number * 10;
    if (permille >= 1 && permille <= 1000) return permille;
  }
  return fail(Code::kInvalid,
              fmt::format("sample: '{}' is no share from 0.1% to 100%, like 5%", sample));
}

Result<vault::VerifyJob> wanted(const ExtraRequest& request, Engine& engine) {
  vault::VerifyJob job;
  for (const auto& [name, value] : request.query) {
    if (name == "sample") {
      TM_TRY(job.permille, permille_of(value));
    } else if (name == "expect-head") {
      const auto head = codec::from_hex(value);
      if (!head || head.value().size() != kHeadBytes) {
        return fail(Code::kInvalid,
                    fmt::format("expect-head: '{}' is not 64 hexadecimal digits", value));
      }
      job.expect_head = head.value();
    } else {
      return fail(Code::kInvalid,
                  fmt::format("there is no parameter '{}', only sample and expect-head", name));
    }
  }
  job.id = engine.random.uuid();
  job.vault = {request.call.account, request.call.region, request.id};
  job.created_at = engine.clock.now();
  return job;
}

Reply no_vault(const std::string& name) {
  return extra_error(404, fmt::format("there is no backup vault {}", name));
}

Reply started(const vault::VerifyJob& job, Engine& engine) {
  const auto rows = engine.services->backup.open(job.vault.region);
  if (!rows) return extra_error(rows.error());
  const auto answer = vault::start_verify(rows.value(), job, engine.random.next());
  if (!answer) return extra_error(answer.error());
  if (std::holds_alternative<vault::VaultMissing>(answer.value())) return no_vault(job.vault.name);
  engine.services->poke_jobs();
  codec::JsonWriter out;
  out.begin_object().key("id").string(job.id).end_object();
  Reply reply = extra_json(out.take());
  reply.status = 202;
  return reply;
}

Reply shown(const vault::VerifyJob& job) {
  codec::JsonWriter out;
  const auto number = [&](std::string_view name, std::uint64_t value) {
    out.key(name).number(static_cast<std::int64_t>(value));
  };
  out.begin_object().key("id").string(job.id).key("vault").string(job.vault.name);
  out.key("state").string(vault::name_of(job.state));
  if (!job.message.empty()) out.key("message").string(job.message);
  out.key("sample").string(job.permille % 10 == 0
                               ? fmt::format("{}%", job.permille / 10)
                               : fmt::format("{}.{}%", job.permille / 10, job.permille % 10));
  number("points", job.points);
  number("segments", job.segments);
  number("bytes", job.bytes);
  number("gaps", job.gaps);
  out.key("head").string(codec::to_hex(job.head));
  number("found", job.found);
  out.key("findings").begin_array();
  for (const std::string& finding : job.findings) out.string(finding);
  out.end_array().end_object();
  return extra_json(out.take());
}

Reply found(const vault::VaultName& name, const std::string& id, Engine& engine) {
  const auto rows = engine.services->backup.open(name.region);
  if (!rows) return extra_error(rows.error());
  const auto job =
      vault::find<vault::VerifyJob>(rows.value(), vault::verify_job_key(name.account, id));
  if (!job) return extra_error(job.error());
  if (!job.value() || job.value()->vault != name) {
    return extra_error(404, fmt::format("there is no check {} of the vault {}", id, name.name));
  }
  return shown(*job.value());
}

}  // namespace

Handling verify_vault(const ExtraRequest& request, Engine& engine) {
  auto job = wanted(request, engine);
  if (!job) return extra_error(job.error());
  return BackgroundReply{[job = std::move(job).value(), &engine] { return started(job, engine); }};
}

Handling show_verify(const ExtraRequest& request, Engine& engine) {
  const vault::VaultName name{request.call.account, request.call.region, request.id};
  return BackgroundReply{[name, id = request.job, &engine] { return found(name, id, engine); }};
}

}  // namespace tidemark::api
