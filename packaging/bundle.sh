#!/bin/sh
# the parts that are installed as one file each, from the compiled tree in build/dist
set -eu
cd "$(dirname -- "$0")/.."

bundle() {
  [ -f "build/dist/$1" ] || return 0
  node_modules/.bin/esbuild "build/dist/$1" --bundle --platform=node --target=node20 --log-level=warning \
    --charset=utf8 --legal-comments=none "--format=$2" "--outfile=build/$3"
}

# the worker runs as root and as anybody: one file, which is all that its cage has to let in
bundle helper/worker/main.js esm worker.mjs
