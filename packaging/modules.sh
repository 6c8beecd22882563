#!/bin/sh
# prints a folder that holds exactly the modules that run on this platform, made once for each lock file:
# `modules.sh CACHE`
set -eu
cache=$1
top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

case $(uname -m) in
  x86_64) platform=linux-x64 ;;
  aarch64) platform=linux-arm64 ;;
  *) echo "package: no native model library for $(uname -m)" >&2; exit 1 ;;
esac

key=$(cd "$top" && cat package.json package-lock.json packaging/modules.sh | cksum | cut -d' ' -f1)
ready=$cache/modules/$platform-$key/node_modules
if [ -d "$ready" ]; then
  echo "$ready"
  exit 0
fi

work=$cache/modules/.work.$$
trap 'rm -rf "$work"' EXIT INT TERM
mkdir -p "$work"
cp "$top/package.json" "$top/package-lock.json" "$work"
# without its scripts an install compiles nothing
(cd "$work" && sh "$top/packaging/npm.sh" install --omit=dev --no-save --no-audit --no-fund --ignore-scripts >&2)

cd "$work/node_modules"
for native in @node-llama-cpp/*; do
  [ "$native" = "@node-llama-cpp/$platform" ] || rm -rf "$native"
done
# a compiler that the library only names as a peer, its own sources, and what only developers read
rm -rf typescript @typescript @types .bin .package-lock.json node-llama-cpp/templates
find node-llama-cpp/llama -mindepth 1 -maxdepth 1 ! -name '*.json' ! -name grammars -exec rm -rf {} +
find . -type d \( -name test -o -name tests -o -name __tests__ -o -name example -o -name examples -o -name benchmarks \
  -o -name .github \) -not -path '*/dist/*' -prune -exec rm -rf {} +
find . -type f \( -name '*.ts' -o -name '*.cts' -o -name '*.mts' -o -name '*.map' -o -iname '*.md' -o -name '.*' \
  -o -name '*.flow' -o -name '*.tsbuildinfo' -o -name '*.yml' -o -name '*.html' -o -name '*.sh' \) \
  ! -iname 'licen[cs]e*' -delete
find . -type f ! -name '*.node' -exec chmod 644 {} +
# an aliased package stands where a foreign binary would: nothing in it is ever loaded
find . -path '*/node_modules/*' -prune -o -maxdepth 2 -name package.json -print |
  while read -r manifest; do
    ! grep -q '"name": "empty-npm-package"' "$manifest" || rm -rf "$(dirname "$manifest")"
  done
find . -type d -empty -delete

mkdir -p "${ready%/*}"
rm -rf "$ready"
mv "$work/node_modules" "$ready"
# what other lock files needed is of no use any more
find "$cache/modules" -mindepth 1 -maxdepth 1 -mtime +7 ! -path "${ready%/*}" -exec rm -rf {} +
echo "$ready"
