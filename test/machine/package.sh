# shellcheck shell=sh
# how our package gets into the machine; sourced by machine.sh

build_package() {
  (cd "$top" && sh packaging/build.sh --only-stale) >&2
}

our_packages() {
  # the older system has a node that is too old, so ours comes along
  [ "$release" != bookworm ] || ls "$top"/build/llm-os-node_*_"$arch".deb
  ls "$top"/build/llm-os_*_"$arch".deb
}

installed_packages() { our_packages | xargs cksum; }

install_package() {
  wanted=$(installed_packages)
  [ "$wanted" != "$(cat "$state/installed" 2>/dev/null)" ] || return 0
  set -- $(our_packages)
  mkdir -p "$state/root/var/tmp/packages"
  rm -f "$state/root/var/tmp/packages"/*
  cp "$@" "$state/root/var/tmp/packages/"
  if ! inside sh -c 'DEBIAN_FRONTEND=noninteractive apt-get install -y --reinstall --allow-downgrades \
      -o Dpkg::Options::=--force-confold /var/tmp/packages/*.deb' >"$state/install.log" 2>&1 </dev/null; then
    tail -n 30 "$state/install.log" >&2
    die 'the package did not install'
  fi
  printf '%s\n' "$wanted" >"$state/installed"
}
