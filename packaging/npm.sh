#!/bin/sh
# npm, or a newer one where this system's is too old to read the aliases in our overrides
set -eu
wanted=11.19.1
cache=${LLMOS_CACHE:-/var/cache/llm-os}
[ -w "$cache" ] || mkdir -p "$cache" 2>/dev/null || cache=${XDG_CACHE_HOME:-$HOME/.cache}/llm-os
major=$(npm --version 2>/dev/null | cut -d. -f1)
if [ "${major:-0}" -ge 10 ]; then
  exec npm "$@"
fi
cli=$cache/npm-$wanted/node_modules/npm/bin/npm-cli.js
if [ ! -f "$cli" ]; then
  mkdir -p "$cache/npm-$wanted"
  # from a folder of its own: here the old one would read our package.json and fail
  (cd "$cache/npm-$wanted" && npm install --prefix . --no-save --no-audit --no-fund "npm@$wanted") >&2
fi
exec node "$cli" "$@"
