#!/bin/sh
# lays the built tree out as it is installed: `install.sh DESTDIR MODULES`
set -eu
destdir=$1
modules=$2
cd "$(dirname -- "$0")/.."
lib=$destdir/usr/lib/llm-os

put() {
  mode=$1 from=$2 to=$destdir$3
  # pieces that a checkout does not have yet are left out, so that the rest can be tried
  [ -e "$from" ] || { echo "install: no $from yet" >&2; return 0; }
  install -D -m "$mode" "$from" "$to"
}

mkdir -p "$lib/dist"
for part in helper agent interfaces; do
  [ ! -d "dist/$part" ] || cp -R "dist/$part" "$lib/dist/"
done
find "$lib/dist" -name '*.map' -delete
cp -R "$modules" "$lib/node_modules"
[ ! -d build/bundle ] || cp -R build/bundle "$lib/"
printf '{ "name": "llm-os", "version": "%s", "private": true, "type": "module" }\n' \
  "$(node -p 'require("./package.json").version')" >"$lib/package.json"

put 644 build/worker.mjs /usr/lib/llm-os/worker.mjs
put 644 build/rehearsal.mjs /usr/lib/llm-os/rehearsal.mjs
put 644 build/helper.cjs /usr/lib/llm-os/helper.cjs
put 755 packaging/user-managers /usr/lib/llm-os/user-managers
put 755 packaging/revert /usr/lib/llm-os/revert
put 755 packaging/note-end /usr/lib/llm-os/note-end
put 755 packaging/check-packages /usr/lib/llm-os/check-packages
put 644 packaging/apt.conf /usr/lib/llm-os/apt.conf
put 644 helper/operator.toml /usr/lib/llm-os/operator.toml
put 644 agent/models.json /usr/lib/llm-os/dist/agent/models.json
put 644 interfaces/actions.json /usr/lib/llm-os/dist/interfaces/actions.json
put 644 interfaces/planning.json /usr/lib/llm-os/dist/interfaces/planning.json
put 644 interfaces/org.llmos.Operator1.xml /usr/share/dbus-1/interfaces/org.llmos.Operator1.xml
put 755 packaging/llmsh /usr/bin/llmsh
put 644 packaging/etc/operator.toml /etc/llm-os/operator.toml
put 644 packaging/etc/llmsh.toml /etc/llm-os/llmsh.toml
mkdir -p "$destdir/etc/llm-os/operator.d"
mkdir -p "$destdir/var/lib/llm-os/models"

put 644 dbus-conf/org.llmos.Operator1.conf /usr/share/dbus-1/system.d/org.llmos.Operator1.conf
put 644 dbus-conf/org.llmos.Operator1.service /usr/share/dbus-1/system-services/org.llmos.Operator1.service
put 644 dbus-conf/llmos-operator.service /usr/lib/systemd/system/llmos-operator.service
put 644 dbus-conf/llmos-revert.service /usr/lib/systemd/system/llmos-revert.service
mkdir -p "$destdir/usr/lib/systemd/system/multi-user.target.wants"
ln -sf ../llmos-revert.service "$destdir/usr/lib/systemd/system/multi-user.target.wants/llmos-revert.service"
put 644 dbus-conf/llmos-agent.socket /usr/lib/systemd/user/llmos-agent.socket
put 644 dbus-conf/llmos-agent.service /usr/lib/systemd/user/llmos-agent.service
put 644 dbus-conf/llmos-prepare.socket /usr/lib/systemd/system/llmos-prepare.socket
put 644 dbus-conf/llmos-prepare.service /usr/lib/systemd/system/llmos-prepare.service
[ ! -e dbus-conf/llm-os.conf ] || put 644 dbus-conf/llm-os.conf /usr/lib/tmpfiles.d/llm-os.conf
put 644 polkit/org.llmos.operator1.policy /usr/share/polkit-1/actions/org.llmos.operator1.policy
put 644 polkit/50-llmos.rules.example /usr/share/doc/llm-os/examples/50-llmos.rules.example

put 644 build/completions/llmsh.bash /usr/share/bash-completion/completions/llmsh
put 644 build/completions/llmsh.zsh /usr/share/zsh/vendor-completions/_llmsh
put 644 build/completions/llmsh.fish /usr/share/fish/vendor_completions.d/llmsh.fish

for page in packaging/man/*.[1-8]; do
  section=${page##*.}
  put 644 "$page" "/usr/share/man/man$section/${page##*/}"
done
