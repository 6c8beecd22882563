import type { Row } from './rows.js';

/** administration by files, and by the offline tools of debian */
export const SYSTEM: readonly Row[] = [
  {
    name: 'an alternative',
    setup: 'printf "#!/bin/sh\\n" >one; chmod 755 one two',
    script:
      'set -e; update-alternatives --quiet --install /usr/local/bin/truth truth /opt/truth/one 10; update-alternatives --quiet --install /usr/local/bin/truth truth /opt/truth/two 20; update-alternatives --quiet --set truth /opt/truth/one',
    cleanup: 'update-alternatives --quiet --remove-all truth || true',
  },
  {
    name: 'an alternative is removed',
    script: 'update-alternatives --quiet --remove truth /opt/truth/one',
  },
  {
    name: 'a diversion',
    script:
      'set -e; dpkg-divert --quiet --local --rename --divert /etc/issue.real --add /etc/issue; echo ours >/etc/issue; dpkg-statoverride --add root adm 0750 /opt/truth/tree',
    cleanup:
      '[ ! -e /etc/issue.real ] || rm -f /etc/issue; dpkg-divert --quiet --local --rename --remove /etc/issue || true; dpkg-statoverride --quiet --remove /opt/truth/tree || true',
  },
  {
    name: 'a diversion is removed',
    script: 'rm /etc/issue; dpkg-divert --quiet --local --rename --remove /etc/issue',
  },
  {
    name: 'shared libraries',
    setup: 'mkdir lib; cp /lib/*/libcrypt.so.1* lib/ || cp /lib/*/libm.so.6 lib/',
    script:
      'set -e; echo /opt/truth/lib >/etc/ld.so.conf.d/truth.conf; mv /opt/truth/lib/lib* /opt/truth/; mv /opt/truth/lib*.so* /opt/truth/lib/; ldconfig',
    cleanup: 'rm -f /etc/ld.so.conf.d/truth.conf; ldconfig',
  },
  {
    name: 'jobs and rotation',
    script: `set -e; umask 027; mkdir -p /etc/cron.d /etc/logrotate.d
printf '%s\\n' 'SHELL=/bin/sh' '17 3 * * * alice /opt/truth/one' >/etc/cron.d/truth; chmod 644 /etc/cron.d/truth
cat >/etc/logrotate.d/truth <<'END'
/var/log/truth/*.log {
  weekly
  rotate 4
  create 640 root adm
}
END
install -d -o root -g adm -m 2750 /var/log/truth; : >/var/log/truth/a.log; chown alice:adm /var/log/truth/a.log`,
    cleanup: 'rm -rf /etc/cron.d/truth /etc/logrotate.d/truth /var/log/truth',
  },
  {
    name: 'a unit, linked by hand',
    script: `set -e; cat >/etc/systemd/system/truth.service <<'END'
[Service]
ExecStart=/opt/truth/one
[Install]
WantedBy=multi-user.target
END
mkdir -p /etc/systemd/system/multi-user.target.wants /etc/systemd/system/cron.service.d
ln -s ../truth.service /etc/systemd/system/multi-user.target.wants/truth.service
ln -s /dev/null /etc/systemd/system/truth-old.timer
printf '[Service]\\nNice=5\\n' >/etc/systemd/system/cron.service.d/override.conf`,
    cleanup:
      'cd /etc/systemd/system; rm -rf truth* multi-user.target.wants/truth* cron.service.d timers.target.wants/truth*; systemctl daemon-reload',
  },
  {
    name: 'units, enabled offline',
    setup: `printf '[Service]\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\nAlias=truth-alias.service\\n' >/etc/systemd/system/truth2.service
      printf '[Timer]\\nOnCalendar=daily\\n[Install]\\nWantedBy=timers.target\\n' >/etc/systemd/system/truth2.timer`,
    script:
      'set -e; systemctl --root=/ enable truth2.service truth2.timer; systemctl --root=/ disable truth2.timer; systemctl --root / mask truth.service-that-is-not.service',
    cleanup:
      'cd /etc/systemd/system; rm -f truth2* truth-alias.service */truth2* truth.service-that*; systemctl daemon-reload',
  },
  {
    name: 'settings of the kernel, modules and temporary files',
    script:
      "set -e; echo 'vm.swappiness = 10' >/etc/sysctl.d/90-truth.conf; mkdir -p /etc/modprobe.d /etc/modules-load.d; echo 'blacklist pcspkr' >/etc/modprobe.d/truth.conf; echo 'd /var/cache/truth 0750 alice adm 10d' >/etc/tmpfiles.d/truth.conf; echo loop >>/etc/modules-load.d/truth.conf",
    cleanup:
      'rm -f /etc/sysctl.d/90-truth.conf /etc/modprobe.d/truth.conf /etc/modules-load.d/truth.conf /etc/tmpfiles.d/truth.conf',
  },
  {
    name: 'host names, time zone and locale',
    setup:
      'cp -a /etc/hosts /etc/hosts.truth; cp -a /etc/hostname /etc/hostname.truth; cp -a /etc/localtime /etc/localtime.truth 2>/dev/null || true',
    script: `set -e; grep -q app.internal /etc/hosts || printf '10.0.0.5\\tapp.internal app\\n' >>/etc/hosts
sed -i 's/^127.0.0.1.*/& mirror/' /etc/hosts; echo renamed >/etc/hostname; ln -sf /usr/share/zoneinfo/Etc/UTC /etc/localtime; echo Etc/UTC >/etc/timezone; echo 'LC_TIME=C' >>/etc/default/locale`,
    cleanup: `cd /etc; for f in hosts hostname; do [ -e $f.truth ] && mv $f.truth $f; done; rm -f localtime timezone; [ ! -e localtime.truth ] && [ ! -L localtime.truth ] || mv localtime.truth localtime; sed -i /LC_TIME=C/d default/locale`,
  },
  {
    name: 'a source of packages, with its key',
    script: `set -e; install -m 0755 -d /etc/apt/keyrings; printf 'not really a key' | base64 >/etc/apt/keyrings/truth.asc; chmod a+r /etc/apt/keyrings/truth.asc
codename=$(. /etc/os-release; echo "$VERSION_CODENAME"); arch=$(dpkg --print-architecture)
echo "deb [arch=$arch signed-by=/etc/apt/keyrings/truth.asc] https://packages.invalid/debian $codename main" >/etc/apt/sources.list.d/truth.list
printf 'Package: truth\\nPin: version 2.*\\nPin-Priority: 900\\n' >/etc/apt/preferences.d/truth`,
    cleanup: 'rm -f /etc/apt/keyrings/truth.asc /etc/apt/sources.list.d/truth.list /etc/apt/preferences.d/truth',
  },
  {
    name: 'a certificate of our own',
    setup:
      'openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=truth -days 9 -keyout key.pem -out cert.pem 2>/dev/null',
    script: 'set -e; cp /opt/truth/cert.pem /usr/local/share/ca-certificates/truth.crt; update-ca-certificates',
    cleanup: 'rm -f /usr/local/share/ca-certificates/truth.crt; update-ca-certificates --fresh >/dev/null 2>&1',
  },
  {
    name: 'shells, skeletons and banners',
    setup: 'cp -a /etc/motd /etc/motd.truth; cp -a /etc/shells /etc/shells.truth',
    script:
      'set -e; add-shell /opt/truth/one; echo "alias ll=\'ls -l\'" >>/etc/skel/.bash_aliases; printf "%s\\n" "authorized use only" >/etc/motd; install -d -m 755 /etc/update-motd.d; printf "#!/bin/sh\\nuptime\\n" >/etc/update-motd.d/99-truth; chmod 755 /etc/update-motd.d/99-truth',
    cleanup:
      'mv /etc/motd.truth /etc/motd; mv /etc/shells.truth /etc/shells; rm -f /etc/skel/.bash_aliases /etc/update-motd.d/99-truth',
  },
  {
    name: 'ssh daemon settings with a backup',
    setup: 'cp -a /etc/ssh/sshd_config /etc/sshd_config.truth',
    script: `set -e; f=/etc/ssh/sshd_config; cp -p "$f" "$f.orig"; sed -i -E 's/^#?(PermitRootLogin).*/\\1 no/; s/^#?(MaxAuthTries).*/\\1 3/' "$f"; mkdir -p /etc/ssh/sshd_config.d; printf 'PasswordAuthentication no\\n' >/etc/ssh/sshd_config.d/20-truth.conf`,
    cleanup:
      'mv /etc/sshd_config.truth /etc/ssh/sshd_config; rm -f /etc/ssh/sshd_config.orig /etc/ssh/sshd_config.d/20-truth.conf',
  },
  {
    name: 'accounts that are there already',
    script:
      'set -e; getent passwd alice >/dev/null || useradd alice; getent group adm >/dev/null || groupadd adm; install -d -o alice -g adm /srv/alice',
    cleanup: 'rm -rf /srv/alice',
  },
];
