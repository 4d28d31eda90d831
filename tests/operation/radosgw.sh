#!/usr/bin/env bash
# A real S3 service of one's own for a while: Ceph's radosgw with a monitor and one object store in memory.
#
#   tests/operation/radosgw.sh COMMAND...
#
# runs COMMAND with TIDEMARK_S3_ENDPOINT, TIDEMARK_S3_KEY and TIDEMARK_S3_SECRET set, then ends everything.
# As root, loopback only, a directory of its own under /tmp. Needs Debian's radosgw ceph-mon ceph-osd ceph-common.
set -euo pipefail

key=AKIDRADOSGW
secret=radosgw-secret-for-tests
dir=$(mktemp -d /tmp/tidemark-radosgw-XXXXXX)
pids=()
ready=no

finish() {
  local status=$? pid
  trap - EXIT
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  sleep 1
  # radosgw allows itself two minutes to end.
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ "$ready" = yes ] || tail -n 20 "$dir"/*.log >&2 || true
  rm -rf "$dir"
  exit "$status"
}
trap finish EXIT
trap 'exit 143' TERM INT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

mon_port=$(free_port)
http_port=$(free_port)
fsid=$(python3 -c 'import uuid; print(uuid.uuid4())')
mkdir -p "$dir"/{mon,osd,rgw,run}

cat > "$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = v2:127.0.0.1:$mon_port
ms bind msgr1 = false
ms bind ipv6 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $dir/keyring
run dir = $dir/run
admin socket = $dir/run/\$name.\$pid.asok
pid file =
log file = $dir/\$name.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon warn on pool no redundancy = false
[mon.a]
mon data = $dir/mon
mon cluster log file = $dir/cluster.log
[osd.0]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd op threads = 1
[client.rgw]
keyring = $dir/keyring
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$http_port
rgw thread pool size = 32
rgw enable usage log = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable quota threads = false
rgw run sync thread = false
CONF

ceph() { timeout 60 /usr/bin/ceph -c "$dir/ceph.conf" --name client.admin "$@"; }

ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
ceph-authtool "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' >/dev/null
ceph-authtool "$dir/keyring" --gen-key -n client.rgw --cap mon 'allow rwx' --cap osd 'allow rwx' >/dev/null
ceph-authtool "$dir/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' >/dev/null
monmaptool --create --addv a "[v2:127.0.0.1:$mon_port]" --fsid "$fsid" "$dir/monmap" >/dev/null
ceph-mon -c "$dir/ceph.conf" --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
ceph-mon -c "$dir/ceph.conf" -f -i a >"$dir/mon.out.log" 2>&1 &
pids+=($!)

osd_uuid=$(python3 -c 'import uuid; print(uuid.uuid4())')
ceph osd new "$osd_uuid" 0 >/dev/null 2>&1
ceph auth import -i "$dir/keyring" >/dev/null 2>&1
timeout 60 ceph-osd -c "$dir/ceph.conf" -i 0 --mkfs --osd-uuid "$osd_uuid" >"$dir/osd.mkfs.log" 2>&1
ceph osd crush add osd.0 1.0 root=default >/dev/null 2>&1
ceph-osd -c "$dir/ceph.conf" -f -i 0 >"$dir/osd.out.log" 2>&1 &
pids+=($!)
radosgw -c "$dir/ceph.conf" -f -n client.rgw >"$dir/rgw.out.log" 2>&1 &
pids+=($!)
timeout 60 radosgw-admin -c "$dir/ceph.conf" --name client.admin user create --uid=tidemark \
  --display-name=tidemark --access-key="$key" --secret-key="$secret" >"$dir/user.log" 2>&1

for _ in $(seq 300); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$http_port") 2>/dev/null; then break; fi
  sleep 0.2
done

export TIDEMARK_S3_ENDPOINT=http://127.0.0.1:$http_port TIDEMARK_S3_KEY=$key TIDEMARK_S3_SECRET=$secret
ready=yes
"$@"
