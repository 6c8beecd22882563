import type { Row } from './rows.js';

const OWN_CLEANUP =
  'cd /home/alice; rm -rf .local .config .tool .lang .profile.pre* .zshrc .bash_completion.d .cache .bin; cp /etc/skel/.profile /etc/skel/.bashrc .; chown alice: .profile .bashrc';

/** the work on files that installers of well-known kinds of projects do, written here in their manner; `unpack` lays out what they would download */
export const INSTALLERS: readonly Row[] = [
  {
    name: 'an installer: a version manager of a language, for one person',
    as: 'alice',
    cleanup: OWN_CLEANUP,
    script: `set -e
dir="\${TOOL_DIR:-$HOME/.tool}"; mkdir -p "$dir/versions" "$dir/alias" && cp -R "$HOME/truth/tree/." "$dir/"
printf 'export TOOL_DIR="%s"\\n[ -s "$TOOL_DIR/tool.sh" ] && . "$TOOL_DIR/tool.sh"\\n' "$dir" >/tmp/truth-lines.$$
for rc in "$HOME/.bashrc" "$HOME/.zshrc" "$HOME/.profile"; do
  [ -f "$rc" ] || continue
  grep -qs TOOL_DIR "$rc" || { printf '\\n'; cat /tmp/truth-lines.$$; } >>"$rc"
done
rm -f /tmp/truth-lines.$$; echo default >"$dir/alias/default"; chmod +x "$dir/top"; echo "done, open a new shell"`,
  },
  {
    name: 'an installer: a tool chain below a home, with links and an environment file',
    as: 'alice',
    cleanup: OWN_CLEANUP,
    script: `set -eu
home="$HOME/.lang"; bin="$home/bin"; mkdir -p "$bin"
cat >"$home/env" <<'END'
case ":\${PATH}:" in *:"$HOME/.lang/bin":*) ;; *) export PATH="$HOME/.lang/bin:$PATH" ;; esac
END
install -m 755 "$HOME/truth/one" "$bin/up"
for name in build fmt doc check; do ln -sf up "$bin/$name"; done
mkdir -p "$home/toolchains/stable/lib"; cp -r "$HOME/truth/full" "$home/toolchains/stable/lib/"; ln -s stable "$home/toolchains/default"
printf '[default]\\nchannel = "stable"\\n' >"$home/settings.toml"
for f in .profile .bashrc; do echo '. "$HOME/.lang/env"' >>"$HOME/$f"; done`,
  },
  {
    name: 'an installer: a prompt with a receipt, completions and a backup of the settings',
    as: 'alice',
    cleanup: OWN_CLEANUP,
    setup: 'printf "theme=old\\n" >/home/alice/.zshrc; chown alice: /home/alice/.zshrc',
    script: `set -e; umask 022
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
tar -C "$HOME/truth" -cf "$tmp/a.tar" tree; tar -C "$tmp" -xf "$tmp/a.tar"
mkdir -p ~/.local/bin ~/.config/prompt ~/.bash_completion.d ~/.local/share/zsh/site-functions
mv "$tmp/tree/top" ~/.local/bin/prompt; chmod 755 ~/.local/bin/prompt
[ -e ~/.zshrc ] && mv ~/.zshrc ~/.zshrc.pre-prompt; sed 's/old/new/' ~/.zshrc.pre-prompt >~/.zshrc
echo 'complete -W "init print" prompt' >~/.bash_completion.d/prompt; echo '#compdef prompt' >~/.local/share/zsh/site-functions/_prompt
printf '{"version":"1.2.3","prefix":"%s"}\\n' "$HOME/.local" >~/.config/prompt/receipt.json; chmod 600 ~/.config/prompt/receipt.json`,
  },
  {
    name: 'an installer: an archive in the place of an older release',
    setup:
      'mkdir -p /usr/local/lang/bin /usr/local/lang/old; echo v1 >/usr/local/lang/VERSION; echo b >/usr/local/lang/bin/lang; tar -C tree -czf r.tgz .',
    cleanup: 'rm -rf /usr/local/lang /usr/local/bin/lang /etc/profile.d/lang.sh',
    script: `set -e; rm -rf /usr/local/lang; mkdir -p /usr/local/lang; tar -C /usr/local/lang -xzf /opt/truth/r.tgz
echo v2 >/usr/local/lang/VERSION; mkdir /usr/local/lang/bin; install -m 755 /opt/truth/one /usr/local/lang/bin/lang
ln -sf /usr/local/lang/bin/lang /usr/local/bin/lang; echo 'export PATH=$PATH:/usr/local/lang/bin' >/etc/profile.d/lang.sh; chmod 644 /etc/profile.d/lang.sh`,
  },
  {
    name: 'an installer: a daemon with account, settings, unit and default file',
    cleanup:
      'rm -rf /usr/local/bin/exporter /etc/exporter /etc/default/exporter /var/lib/exporter /etc/systemd/system/exporter.service',
    script: `set -e
getent group bob >/dev/null || groupadd --system bob
id -u bob >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin bob
install -m 0755 /opt/truth/one /usr/local/bin/exporter
mkdir -p /etc/exporter /var/lib/exporter/textfile
cat >/etc/exporter/config.yml <<END
listen: 127.0.0.1:9100
host: $(hostname)
END
chown -R root:bob /etc/exporter; chmod 750 /etc/exporter; chmod 640 /etc/exporter/config.yml
chown -R bob:bob /var/lib/exporter
echo 'ARGS="--collector.textfile.directory=/var/lib/exporter/textfile"' >/etc/default/exporter
printf '%s\\n' '[Unit]' 'After=network-online.target' '[Service]' 'User=bob' 'EnvironmentFile=/etc/default/exporter' 'ExecStart=/usr/local/bin/exporter $ARGS' '[Install]' 'WantedBy=multi-user.target' >/etc/systemd/system/exporter.service
chmod 644 /etc/systemd/system/exporter.service`,
  },
  {
    name: 'an installer: a small cluster in one binary',
    cleanup:
      'rm -rf /usr/local/bin/mini /usr/local/bin/minictl /usr/local/bin/mini-uninstall.sh /etc/mini /var/lib/mini /etc/systemd/system/mini.service*',
    script: `set -e; umask 022
install -m 755 /opt/truth/two /usr/local/bin/mini
for command in minictl; do [ -e /usr/local/bin/$command ] || ln -s mini /usr/local/bin/$command; done
mkdir -p /etc/mini /var/lib/mini/agent/images /var/lib/mini/server/manifests; chmod 700 /var/lib/mini/server
touch /etc/systemd/system/mini.service.env; chmod 0600 /etc/systemd/system/mini.service.env
env | grep -E '^(HOME|LANG)=' | sort >>/etc/systemd/system/mini.service.env
tee /etc/systemd/system/mini.service >/dev/null <<END
[Service]
EnvironmentFile=-/etc/systemd/system/%N.service.env
ExecStart=/usr/local/bin/mini server
END
cat >/usr/local/bin/mini-uninstall.sh <<'END'
#!/bin/sh
set -x
[ $(id -u) -eq 0 ] || exec sudo $0 $@
rm -rf /etc/mini /var/lib/mini; rm -f /usr/local/bin/mini
END
chmod 755 /usr/local/bin/mini-uninstall.sh; chown root:root /usr/local/bin/mini-uninstall.sh`,
  },
  {
    name: 'an installer: a source of packages and the settings of its daemon, with a backup',
    setup: `mkdir -p /etc/box; printf '{\\n  "log": "json"\\n}\\n' >/etc/box/daemon.json`,
    cleanup:
      'rm -rf /etc/box /usr/share/keyrings/box.gpg /etc/apt/sources.list.d/box.sources /etc/apt/apt.conf.d/90box',
    script: `set -e; . /etc/os-release
base64 -d >/usr/share/keyrings/box.gpg <<'END'
mQENBFit2ioBCADhWpZ8
END
chmod 0644 /usr/share/keyrings/box.gpg
cat >/etc/apt/sources.list.d/box.sources <<END
Types: deb
URIs: https://download.invalid/$ID
Suites: $VERSION_CODENAME
Components: stable
Signed-By: /usr/share/keyrings/box.gpg
END
echo 'Acquire::Retries "3";' >/etc/apt/apt.conf.d/90box
cp -a /etc/box/daemon.json /etc/box/daemon.json.bak
python3 -c "
import json; p = '/etc/box/daemon.json'; d = json.load(open(p)); d['live-restore'] = True
json.dump(d, open(p, 'w'), indent=2, sort_keys=True)"`,
  },
  {
    name: 'an installer: a runner of models with libraries in a tree of its own',
    setup: 'mkdir -p /usr/local/lib/runner/old; echo 1 >/usr/local/lib/runner/old/lib.so; tar -C tree -cf lib.tar .',
    cleanup:
      'rm -rf /usr/local/lib/runner /usr/local/bin/runner /usr/share/runner /etc/systemd/system/runner.service /etc/udev/rules.d/70-runner.rules',
    script: `set -eu
[ ! -d /usr/local/lib/runner ] || rm -rf /usr/local/lib/runner
install -o0 -g0 -m755 -d /usr/local/bin /usr/local/lib/runner
tar -xf /opt/truth/lib.tar -C /usr/local/lib/runner --no-same-owner
if [ "/usr/local/bin/runner" != "$(readlink -f /usr/local/bin/runner 2>/dev/null)x" ]; then ln -sf ../lib/runner/top /usr/local/bin/runner; fi
install -d -o bob -g bob -m 750 /usr/share/runner /usr/share/runner/models
mkdir -p /etc/udev/rules.d; echo 'KERNEL=="runner[0-9]*", GROUP="video", MODE="0660"' >/etc/udev/rules.d/70-runner.rules
if [ -d /run/systemd/system ]; then printf '[Service]\\nUser=bob\\nExecStart=/usr/local/bin/runner serve\\n' >/etc/systemd/system/runner.service; fi`,
  },
  {
    name: 'an installer: a web server with man page, completions and a first site',
    cleanup:
      'rm -rf /usr/local/bin/web /usr/local/share/man/man8 /etc/bash_completion.d/web /usr/share/bash-completion/completions/web /usr/share/zsh /usr/share/fish /etc/web /srv/www /var/log/web /etc/logrotate.d/web',
    script: `set -e
install -Dm755 /opt/truth/one /usr/local/bin/web
printf '.TH WEB 8\\n.SH NAME\\nweb \\\\- serves files\\n' | gzip -9n >/tmp/truth-web.8.gz; install -Dm644 /tmp/truth-web.8.gz /usr/local/share/man/man8/web.8.gz; rm /tmp/truth-web.8.gz
install -Dm644 /dev/stdin /usr/share/bash-completion/completions/web <<'END'
complete -W "run reload fmt" web
END
mkdir -p /usr/share/zsh/vendor-completions /usr/share/fish/vendor_completions.d
echo '#compdef web' >/usr/share/zsh/vendor-completions/_web; echo 'complete -c web' >/usr/share/fish/vendor_completions.d/web.fish
mkdir -p /etc/web/sites-available /etc/web/sites-enabled /srv/www/html /var/log/web
echo ':80 { root * /srv/www/html }' >/etc/web/sites-available/default; ln -s ../sites-available/default /etc/web/sites-enabled/default
echo '<h1>it works</h1>' >/srv/www/html/index.html; chown -R www-data:www-data /srv/www /var/log/web; chmod 2775 /srv/www/html`,
  },
  {
    name: 'an installer: a desktop program in /opt',
    setup: 'tar -C tree -czf desk.tgz .; mkdir -p /opt/desk; echo 0.9 >/opt/desk/version; echo old >/opt/desk/plugin',
    cleanup:
      'rm -rf /opt/desk /opt/desk.old /usr/bin/desk /usr/share/applications/desk.desktop /usr/share/icons/hicolor /usr/share/mime/packages/desk.xml /usr/share/metainfo/desk.xml',
    script: `set -e; cd /opt; mv desk desk.old; mkdir desk; tar -xzf /opt/truth/desk.tgz -C desk; cp -a desk.old/plugin desk/; echo 1.0 >desk/version
chown -R root:root desk; chmod -R u=rwX,go=rX desk; ln -sf /opt/desk/top /usr/bin/desk
mkdir -p /usr/share/applications /usr/share/icons/hicolor/48x48/apps /usr/share/mime/packages /usr/share/metainfo
printf '[Desktop Entry]\\nType=Application\\nName=Desk\\nExec=/opt/desk/top %%U\\nMimeType=text/x-desk;\\n' >/usr/share/applications/desk.desktop
printf 'PNG' >/usr/share/icons/hicolor/48x48/apps/desk.png; echo '<mime-info/>' >/usr/share/mime/packages/desk.xml; echo '<component/>' >/usr/share/metainfo/desk.xml
for tool in "update-desktop-database -q" "gtk-update-icon-cache -qf /usr/share/icons/hicolor" "update-mime-database /usr/share/mime"; do command -v \${tool%% *} >/dev/null && $tool || true; done; rm -rf desk.old`,
  },
  {
    name: 'an installer: a package manager of its own, given to a person',
    cleanup:
      'rm -rf /opt/brewery /etc/paths.d /etc/profile.d/brewery.sh /etc/bash.bashrc.backup-before-brewery; [ ! -e /etc/truth.bashrc ] || mv /etc/truth.bashrc /etc/bash.bashrc',
    setup: 'cp -a /etc/bash.bashrc /etc/truth.bashrc',
    script: `set -e; prefix=/opt/brewery
for d in bin etc include lib sbin share opt Cellar var/log Frameworks; do mkdir -p "$prefix/$d"; done
cp -R /opt/truth/tree "$prefix/Library"; chown -R alice:alice "$prefix"; chmod u+rwx "$prefix"/*; chmod g+rwxs "$prefix/var"
ln -s ../Library/top "$prefix/bin/brewery"
[ -e /etc/bash.bashrc.backup-before-brewery ] || cp -p /etc/bash.bashrc /etc/bash.bashrc.backup-before-brewery
printf '\\n# brewery\\nif [ -e /etc/profile.d/brewery.sh ]; then . /etc/profile.d/brewery.sh; fi\\n# end brewery\\n' >>/etc/bash.bashrc
echo 'eval "$(/opt/brewery/bin/brewery shellenv)"' >/etc/profile.d/brewery.sh`,
  },
];
