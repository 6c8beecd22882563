#!/bin/sh
# builds and caches a debian root: `root.sh OS`
set -eu
. "$(dirname -- "$0")/common.sh"

use_machine "${1:-trixie}"

mkdir -p "$cache/roots"
exec 7>"$cache/roots/.lock"
flock 7
[ ! -f "$base/etc/llm-os-machine" ] || exit 0

command -v mmdebstrap >/dev/null || die 'mmdebstrap is missing: apt-get install mmdebstrap'

# the sources are the host's own, with the name of the release replaced: a machine that reaches only a mirror
# reaches it here too. a host that is not debian has none to give, and mmdebstrap falls back to its own default
host_sources() {
  id=$(. /etc/os-release && echo "${ID:-}")
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  [ "$id" = debian ] && [ -n "$codename" ] || return 0
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk -v from="$codename" -v to="$os" '$3 == "main" && ($2 == from || index($2, from "-") == 1) &&
      $2 !~ /-backports/ { sub("^" from, to, $2); print "deb", $1, $2, $3 }' | sort -u
}

# proxies, retries and certificate settings of the host's apt hold for the root as well
host_options() {
  apt-config dump | grep -E '^Acquire::(Check-|Retries|ForceIPv|https?::|ftp::)' | grep -v '""' || true
}

work=$cache/roots/.$os-$arch.$$
trap 'rm -rf "$work" "$work.list" "$work.conf"' EXIT INT TERM
host_sources >"$work.list"
# apt tells of sources only once it has their lists
[ -s "$work.list" ] || { apt-get update -qq >/dev/null && host_sources >"$work.list"; }
host_options >"$work.conf"
packages=$(sed -e 's/#.*//' "$here/packages" | awk -v os="$os" 'NF && ($2 == "" || $2 == os) { printf "%s%s", sep, $1; sep = "," }')

say "building the $os root (about 60 seconds, 500 MB) …"
set -- --quiet --variant=minbase --include="$packages" --aptopt="$work.conf" \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --dpkgopt='path-include=/usr/share/doc/llm-os*' \
  --customize-hook="sh '$here/customize.sh' \"\$1\" '$recipe'" "$os" "$work"
[ -s "$work.list" ] && set -- "$@" "$work.list"
[ -f /usr/share/keyrings/debian-archive-keyring.gpg ] && set -- --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$@"
mmdebstrap "$@" >&2

mv "$work" "$base"
# older roots go, unless a machine still runs on one
for old in "$cache/roots/$os-$arch"*; do
  [ "$old" = "$base" ] || grep -q "lowerdir=[^,]*/${old##*/}," /proc/mounts || rm -rf "$old"
done
