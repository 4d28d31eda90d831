#!/usr/bin/env python3
"""Writes endpoints.json beside this file: the hosts botocore would have sent requests to.

    AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null ./endpoints.py

Nothing is sent: each request is stopped before it.
"""
import json
import pathlib
from urllib.parse import urlparse

import botocore
import botocore.session
from botocore.config import Config

SERVICES = {
    "dynamodb": ("dynamodb", "list_tables", {}),
    "dynamodb_streams": ("dynamodbstreams", "list_streams", {}),
    "backup": ("backup", "list_backup_vaults", {}),
    "sts": ("sts", "get_caller_identity", {}),
    "iam": ("iam", "list_users", {}),
    "application_auto_scaling": ("application-autoscaling", "describe_scalable_targets",
                                 {"ServiceNamespace": "dynamodb"}),
    "cloudwatch": ("cloudwatch", "describe_alarms", {}),
    "resource_groups_tagging_api": ("resourcegroupstaggingapi", "get_resources", {}),
    "sso": ("sso", "get_role_credentials",
            {"roleName": "r", "accountId": "1", "accessToken": "t"}),
    "sso_oidc": ("sso-oidc", "create_token",
                 {"clientId": "a", "clientSecret": "b", "grantType": "x"}),
}
PLAIN = ["us-iso-east-1", "us-isob-east-1", "us-isof-south-1", "eu-isoe-west-1", "eusc-de-east-1"]
REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-7", "ca-central-1", "cn-north-1",
           "cn-northwest-1", "us-gov-west-1", "us-gov-east-1", "xx-new-1"] + PLAIN


class Stopped(Exception):
    pass


def endpoint(session, key, region, fips, dual_stack):
    name, operation, arguments = SERVICES[key]
    client = session.create_client(
        name, region_name=region, aws_access_key_id="a", aws_secret_access_key="b",
        config=Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual_stack,
                      account_id_endpoint_mode="disabled"))
    seen = {}

    def stop(request, **_):
        seen["url"] = request.url
        seen["authorization"] = request.headers.get("Authorization")
        raise Stopped

    client.meta.events.register("before-send", stop)
    try:
        getattr(client, operation)(**arguments)
    except Stopped:
        pass
    url = urlparse(seen["url"])
    signed = seen["authorization"]
    scope = (signed.decode() if isinstance(signed, bytes) else signed or "").split("/")
    return f"{url.scheme}://{url.netloc}", scope[2] if len(scope) > 2 else region


def main():
    session = botocore.session.get_session()
    rows = []
    for region in REGIONS:
        for fips in (False, True):
            for dual_stack in (False, True):
                if region in PLAIN and (fips or dual_stack):
                    continue
                for key in SERVICES:
                    rows.append([key, region, fips, dual_stack,
                                 *endpoint(session, key, region, fips, dual_stack)])
    lines = ",\n    ".join(json.dumps(row) for row in rows)
    pathlib.Path(__file__).with_suffix(".json").write_text(
        '{\n  "source": "botocore %s, by endpoints.py beside this file",\n'
        '  "columns": ["service", "region", "fips", "dual stack", "url", "signing region"],\n'
        '  "rows": [\n    %s\n  ]\n}\n' % (botocore.__version__, lines))


main()
