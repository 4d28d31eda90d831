#include "vault/resource_arn.h"

#include <array>

namespace tidemark::vault {
namespace {

struct Kind {
  std::string_view service;
  std::string_view resource;  // how its resource part begins
  std::string_view name;
};

// Source: AWS Backup developer guide, "Feature availability by resource"; the names are
// GetSupportedResourceTypes'.
constexpr std::array kKinds = {
    Kind{"dynamodb", "table/", "DynamoDB"},
    Kind{"s3", "", "S3"},
    Kind{"ec2", "volume/", "EBS"},
    Kind{"ec2", "instance/", "EC2"},
    Kind{"elasticfilesystem", "file-system/", "EFS"},
    Kind{"fsx", "", "FSx"},
    Kind{"rds", "db:", "RDS"},
    Kind{"rds", "cluster:", "Aurora"},
    Kind{"storagegateway", "gateway/", "Storage Gateway"},
    Kind{"redshift", "cluster:", "Redshift"},
    Kind{"redshift-serverless", "namespace/", "Redshift Serverless"},
    Kind{"timestream", "database/", "Timestream"},
    Kind{"cloudformation", "stack/", "CloudFormation"},
    Kind{"backup-gateway", "vm/", "VirtualMachine"},
    Kind{"ssm-sap", "HANA/", "SAP HANA on Amazon EC2"},
    Kind{"eks", "cluster/", "EKS"},
};

// The text before the next ':'; cuts it off.
std::optional<std::string_view> next_part(std::string_view& rest) {
  const std::size_t colon = rest.find(':');
  if (colon == rest.npos) return std::nullopt;
  const std::string_view part = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  return part;
}

}  // namespace

std::optional<ResourceArn> parse_resource_arn(std::string_view arn) {
  std::string_view rest = arn;
  const auto word = next_part(rest);
  const auto partition = next_part(rest);
  const auto service = next_part(rest);
  const auto region = next_part(rest);
  const auto account = next_part(rest);
  if (word != "arn" || !account || !partition->starts_with("aws") || service->empty() ||
      rest.empty()) {
    return std::nullopt;
  }
  ResourceArn parsed{std::string(*partition),
                     std::string(*service),
                     std::string(*region),
                     std::string(*account),
                     std::string(rest),
                     {},
                     {}};
  for (const Kind& kind : kKinds) {
    if (kind.service != *service || !rest.starts_with(kind.resource)) continue;
    parsed.kind = kind.name;
    rest.remove_prefix(kind.resource.size());
    break;
  }
  parsed.name = rest;
  return parsed;
}

std::string table_arn_of(std::string_view region, std::string_view account, std::string_view name) {
  return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", region, account, name);
}

}  // namespace tidemark::vault
