#include "client/endpoints.h"

#include "http/message.h"

#include <algorithm>
#include <array>

namespace tidemark::client {
namespace {

// Services of one endpoint a partition: IAM.
struct GlobalHost {
  std::string_view plain;
  std::string_view dual_stack;
  std::string_view fips;
  std::string_view fips_dual_stack;
  std::string_view region;
  std::string_view fips_region;
};

struct Partition {
  std::string_view begin;  // of its regions' names
  std::string_view suffix;
  std::string_view dual_stack_suffix;  // empty: FIPS and dual-stack hosts are not known here
  bool fips_is_plain;                  // most endpoints have no FIPS name of their own
  GlobalHost iam;                      // empty: in the region, as any other service
};

// The first that fits; the last fits all.
constexpr std::array<Partition, 8> kPartitions{{
    {.begin = "cn-",
     .suffix = "amazonaws.com.cn",
     .dual_stack_suffix = "api.amazonwebservices.com.cn",
     .fips_is_plain = false,
     .iam = {.plain = "iam.cn-north-1.amazonaws.com.cn",
             .dual_stack = "iam.global.api.amazonwebservices.com.cn",
             .fips = "iam-fips.amazonaws.com.cn",
             .fips_dual_stack = "iam-fips.api.amazonwebservices.com.cn",
             .region = "cn-north-1",
             .fips_region = "cn-northwest-1"}},
    {.begin = "us-gov-",
     .suffix = "amazonaws.com",
     .dual_stack_suffix = "api.aws",
     .fips_is_plain = true,
     .iam = {.plain = "iam.us-gov.amazonaws.com",
             .dual_stack = "iam.us-gov.api.aws",
             .fips = "iam.us-gov.amazonaws.com",
             .fips_dual_stack = "iam.us-gov.api.aws",
             .region = "us-gov-west-1",
             .fips_region = "us-gov-west-1"}},
    {"us-iso-", "c2s.ic.gov", "", false, {}},
    {"us-isob-", "sc2s.sgov.gov", "", false, {}},
    {"us-isof-", "csp.hci.ic.gov", "", false, {}},
    {"eu-isoe-", "cloud.adc-e.uk", "", false, {}},
    {"eusc-", "amazonaws.eu", "", false, {}},
    {.begin = "",
     .suffix = "amazonaws.com",
     .dual_stack_suffix = "api.aws",
     .fips_is_plain = false,
     .iam = {.plain = "iam.amazonaws.com",
             .dual_stack = "iam.global.api.aws",
             .fips = "iam-fips.amazonaws.com",
             .fips_dual_stack = "iam-fips.global.api.aws",
             .region = "us-east-1",
             .fips_region = "us-east-1"}},
}};

const Partition& partition_of(std::string_view region) {
  return *std::ranges::find_if(
      kPartitions, [&](const Partition& partition) { return region.starts_with(partition.begin); });
}

// A region becomes part of a host: with a dot or a slash in it, requests would go elsewhere.
Status check_region(std::string_view region) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (!region.empty() && region.size() <= 63 && std::ranges::all_of(region, fits)) return Ok{};
  return fail(
      Code::kInvalid,
      fmt::format("region \"{}\" is none: letters, digits and hyphens, as eu-west-1", region));
}

Endpoint global_endpoint(const GlobalHost& host, HostWishes wishes) {
  const std::string_view name = wishes.fips ? (wishes.dual_stack ? host.fips_dual_stack : host.fips)
                                            : (wishes.dual_stack ? host.dual_stack : host.plain);
  return {.url = fmt::format("https://{}", name),
          .signing_region = std::string(wishes.fips ? host.fips_region : host.region)};
}

// GovCloud's hosts are FIPS under their plain names, but for these.
bool has_fips_host(const Partition& partition, std::string_view prefix, bool dual_stack) {
  if (!partition.fips_is_plain) return true;
  return dual_stack ? prefix != "monitoring" : prefix == "backup" || prefix == "tagging";
}

Result<std::string> checked_url(const std::string& url, const std::string& by) {
  std::string_view rest(url);
  const bool web = rest.starts_with("http://") || rest.starts_with("https://");
  if (web) rest.remove_prefix(rest.find("//") + 2);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  // A password in a URL would be shown wherever the endpoint is.
  if (!web || authority.empty() || rest.find_first_of("?#@ \t\r\n") != rest.npos) {
    const std::string shown = rest.find('@') == rest.npos ? url : std::string("a URL with a user");
    return fail(Code::kInvalid,
                fmt::format("{}: {} cannot be an endpoint: http:// or https://, a host, perhaps a "
                            "port and a path",
                            by, shown));
  }
  std::string kept = url;
  while (kept.ends_with('/')) kept.pop_back();
  return kept;
}

}  // namespace

HostFacts host_facts(Service service) {
  const ServiceFacts& facts = facts_of(service);
  return {.prefix = facts.endpoint_prefix,
          .variable = facts.variable,
          .key = facts.key,
          .global = facts.global};
}

Result<Endpoint> aws_endpoint(const HostFacts& service, std::string_view region,
                              HostWishes wishes) {
  TM_TRY_STATUS(check_region(region));
  const Partition& partition = partition_of(region);
  if ((wishes.fips || wishes.dual_stack) && partition.dual_stack_suffix.empty()) {
    return fail(Code::kInvalid,
                fmt::format("FIPS and dual-stack hosts of region {} are not known: set "
                            "AWS_ENDPOINT_URL_{}",
                            region, service.variable));
  }
  if (service.global && !partition.iam.plain.empty()) {
    return global_endpoint(partition.iam, wishes);
  }
  std::string name(service.prefix);
  // streams.dynamodb has one label on dual-stack hosts.
  if (wishes.dual_stack && name == "streams.dynamodb") name = "streams-dynamodb";
  if (wishes.fips && has_fips_host(partition, service.prefix, wishes.dual_stack)) {
    name += "-fips";
  }
  return Endpoint{
      .url = fmt::format("https://{}.{}.{}", name, region,
                         wishes.dual_stack ? partition.dual_stack_suffix : partition.suffix),
      .signing_region = std::string(region)};
}

Endpoints::Endpoints(const Environment& environment, const Profiles& profiles,
                     const Profile& profile, std::string_view word)
    : environment_(environment), profiles_(profiles), profile_(profile), word_(word) {}

Result<Endpoint> Endpoints::of(const HostFacts& service, std::string_view region) const {
  const HostWishes wishes{
      .fips = wished("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
      .dual_stack = wished("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")};
  TM_TRY(const Configured own, configured(service));
  if (own.url.empty()) return aws_endpoint(service, region, wishes);
  if (wishes.fips) {
    return fail(Code::kInvalid, fmt::format("{} and a FIPS endpoint contradict each other: unset "
                                            "one of them",
                                            own.by));
  }
  TM_TRY(std::string url, checked_url(own.url, own.by));
  TM_TRY_STATUS(check_region(region));
  const GlobalHost& iam = partition_of(region).iam;
  return Endpoint{
      .url = std::move(url),
      .signing_region = std::string(service.global && !iam.region.empty() ? iam.region : region)};
}

Result<Endpoints::Configured> Endpoints::configured(const HostFacts& service) const {
  if (!word_.empty()) return Configured{word_, "--endpoint-url"};
  if (ignores_configured()) return Configured{};
  const std::string own = fmt::format("AWS_ENDPOINT_URL_{}", service.variable);
  for (const std::string& variable : {own, std::string("AWS_ENDPOINT_URL")}) {
    if (auto url = environment_.find(variable)) return Configured{*url, variable};
  }
  if (const auto name = profile_.get("services")) {
    const auto section = profiles_.services.find(*name);
    if (section == profiles_.services.end()) {
      return fail(Code::kInvalid, fmt::format("the profile's services = {}, but {} has no section "
                                              "[services {}]",
                                              *name, profiles_.config_path, *name));
    }
    if (const auto settings = section->second.find(service.key);
        settings != section->second.end()) {
      if (const auto url = settings->second.find("endpoint_url"); url != settings->second.end()) {
        return Configured{url->second, fmt::format("[services {}] {}", *name, service.key)};
      }
    }
  }
  if (auto url = profile_.get("endpoint_url"))
    return Configured{*url, "the profile's endpoint_url"};
  return Configured{};
}

bool Endpoints::ignores_configured() const {
  return wished("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls");
}

bool Endpoints::wished(std::string_view variable, std::string_view setting) const {
  if (environment_.find(variable)) return environment_.is_true(variable);
  return http::equal_ignoring_case(profile_.get(setting).value_or(""), "true");
}

}  // namespace tidemark::client
