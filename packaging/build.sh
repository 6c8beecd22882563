#!/bin/sh
# builds the debian packages into build/: build.sh [--only-stale]
set -eu
cd "$(dirname -- "$0")/.."
top=$PWD
cache=${LLMOS_CACHE:-/var/cache/llm-os}
if ! mkdir -p "$cache" 2>/dev/null || [ ! -w "$cache" ]; then
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/llm-os
  mkdir -p "$cache"
fi

for tool in dpkg dh_builddeb node npm make; do
  command -v $tool >/dev/null || {
    echo "package: $tool is missing: apt-get install debhelper make, and node 20.19 or later with npm" >&2
    exit 1
  }
done
[ -x node_modules/.bin/tsc ] || { echo 'package: first npm install --no-audit --no-fund' >&2; exit 1; }

arch=$(dpkg --print-architecture)
version=$(node -p 'require("./package.json").version')
package=build/llm-os_${version}_$arch.deb
mkdir -p build
exec 8>build/.lock
flock 8

stale() {
  [ ! -f "$package" ] || [ -n "$(find interfaces helper agent polkit dbus-conf packaging Makefile package.json \
    package-lock.json tsconfig.json tsconfig.build.json LICENSE -type f ! -name '.*' -newer "$package" 2>/dev/null | head -n 1)" ]
}

# from an empty folder: what is gone from the sources is gone from the package
compile() {
  rm -rf build/dist build/bundle build/*.mjs build/*.cjs
  if ! node_modules/.bin/tsc -p tsconfig.build.json --outDir build/dist >build/tsc.log; then
    cat build/tsc.log >&2
    [ -n "${LLMOS_BUILD_ANYWAY:-}" ] || { echo 'package: the sources do not compile' >&2; exit 1; }
  fi
  sh packaging/bundle.sh
  node build/dist/packaging/completions.js build/completions
}

make_package() {
  work=build/package
  rm -rf $work
  mkdir -p $work
  for part in helper agent interfaces polkit dbus-conf packaging package.json Makefile LICENSE build; do
    ln -s "$top/$part" $work/
  done
  ln -s "$top/build/dist" $work/dist
  cp -R packaging/debian $work/debian
  node build/dist/packaging/copyright.js "$modules" >$work/debian/copyright
  sed -i "1s/(.*)/($version)/" $work/debian/changelog
  (cd $work && DEB_RULES_REQUIRES_ROOT=no make -s -f debian/rules binary MODULES="$modules") >build/debhelper.log 2>&1 || {
    tail -n 30 build/debhelper.log >&2
    exit 1
  }
  # a source that changed meanwhile is newer than the package
  touch -r build/.started $work/out/*.deb
  mv $work/out/*.deb build/
  sed -n 's/^install: no \(.*\) yet$/\1/p' build/debhelper.log | xargs -r echo 'package: left out, not there yet:' >&2
  rm -rf $work
}

if [ "${1:-}" != --only-stale ] || stale; then
  touch build/.started
  modules=$(sh packaging/modules.sh "$cache")
  compile
  make_package
  echo "built $package"
fi
sh packaging/node/build.sh "$cache"
