#!/bin/sh
# asks llama.cpp's own server, as pypi has it in xllamacpp (34 megabytes), for plans: peer.sh
set -eu
cd "$(dirname -- "$0")/../.."
. test/setup.sh
need_node
install_modules >&2
npm run -s build >&2
fetch_model default >&2
peer=$cache/peer
[ -x "$peer/bin/python" ] || python3 -m venv "$peer"
"$peer/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: xllamacpp==2026.10.11549
exec node_modules/.bin/vitest run --project model test/model/peer.test.ts
