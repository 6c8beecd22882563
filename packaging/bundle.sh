#!/bin/sh
# the parts that are installed as one file each, from the compiled tree in build/dist
set -eu
cd "$(dirname -- "$0")/.."

bundle() {
  [ -f "build/dist/$1" ] || return 0
  from=build/dist/$1 format=$2 to=build/$3
  shift 3
  node_modules/.bin/esbuild "$from" --bundle --platform=node --target=node20 --log-level=warning \
    --charset=utf8 --legal-comments=none "--format=$format" "--outfile=$to" "$@"
}

# the worker runs as root and as anybody: one file, which is all that its cage has to let in
bundle helper/worker/main.js esm worker.mjs
bundle helper/worker/program/main.js esm rehearsal.mjs

# the helper: one file starts sooner than a tree of them, and a snapshot can only be made of one; it keeps its own text
# in memory, so that goes without spaces (what people read is the tree in dist)
bundle helper/process/main.js cjs helper.cjs --external:pino --external:usocket --charset=ascii --minify-whitespace

# llmsh and the agent: a few files each, which are found and read sooner than hundreds
[ ! -f build/dist/packaging/bundle-agent.js ] || node build/dist/packaging/bundle-agent.js build/dist build/bundle
