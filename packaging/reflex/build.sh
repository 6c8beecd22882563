#!/bin/sh
# builds llm-os-reflex, the small model that plans first and its adapter: `reflex/build.sh [MODELS]`
set -eu
cd "$(dirname -- "$0")/../.."
cache=${LLMOS_CACHE:-/var/cache/llm-os}
if ! mkdir -p "$cache" 2>/dev/null || [ ! -w "$cache" ]; then cache=${XDG_CACHE_HOME:-$HOME/.cache}/llm-os; fi
models=${1:-$cache/models}
card=agent/reflex/card.json
[ -f $card ] || { echo "package: there is no $card: npm run tune makes it" >&2; exit 1; }

field() { node -p "let v = JSON.parse(require('node:fs').readFileSync('$1')); $2"; }
version=$(node -p 'require("./package.json").version')
base=$(field agent/models.json "v.models.find(({ name }) => name === '$(field $card v.base.name)').file")
adapter=$(field $card v.adapter.file)
work=build/reflex-package
# not beside the others: who installs those from build/ need not have this one
package=build/reflex/llm-os-reflex_${version}_all.deb

# whoever brought the files here, the pinned digests decide
check() {
  [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ] || { echo "package: $1 is not the file that the card names" >&2; exit 1; }
}
if [ ! -f "$models/$base" ]; then
  npm run -s build
  node dist/agent/models/cli.js pull --name "$(field $card v.base.name)" --dir "$models" >&2
fi
check "$models/$base" "$(field $card v.base.sha256)"
check "agent/reflex/$adapter" "$(field $card v.adapter.sha256)"

rm -rf $work
mkdir -p $work/models
ln "$models/$base" $work/models/ 2>/dev/null || cp "$models/$base" $work/models/
cp "agent/reflex/$adapter" $card $work/models/
ln -s "$PWD/packaging" $work/packaging
cp -R packaging/debian $work/debian
sed -i "1s/(.*)/($version)/" $work/debian/changelog
cp packaging/reflex/copyright $work/debian/copyright
(cd $work && DEB_RULES_REQUIRES_ROOT=no make -s -f debian/rules binary PACKAGES=llm-os-reflex) >build/debhelper-reflex.log 2>&1 || {
  tail -n 30 build/debhelper-reflex.log >&2
  exit 1
}
mkdir -p build/reflex
mv $work/out/*.deb "$package"
rm -rf $work
echo "built $package"
