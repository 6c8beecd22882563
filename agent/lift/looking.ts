import type { Need } from './part.js';

/** how a program is known to look only */
export interface Looking {
  /** arguments that make it change something, or run something */
  readonly changes?: RegExp;
  /** its first word that is no option, empty where there is none */
  readonly only?: RegExp;
  readonly needs?: Need;
  /** runs another program: behind `-exec`, as its last words, or as text */
  readonly runs?: 'find' | 'words' | 'shell';
}

const PLAIN =
  'ls dir cat tac head tail wc grep egrep fgrep zgrep zcat xzcat bzcat less more uniq cut tr nl paste comm join column fold fmt ' +
  'expand unexpand rev od hexdump strings stat du df free uptime uname whoami id lscpu lsblk lsusb lspci lsmod lsof lsattr ' +
  'getfacl getcap getent ps pgrep pidof pstree vmstat iostat mpstat w who last lastlog nproc echo printf pwd printenv groups users ' +
  'diff cmp sha1sum sha224sum sha256sum sha384sum sha512sum b2sum md5sum cksum sum basename dirname realpath readlink test [ true ' +
  'false : seq expr which type whereis locale tty arch getconf apt-cache dpkg-query findmnt blkid modinfo apropos whatis cal ncal ' +
  'jq zipinfo numfmt shuf factor sensors acpi lsb_release lsns lslocks lsipc lslogins lsmem netstat tree ldd nm size readelf ' +
  'cd read export local shift break continue return exit unset set let declare printf mapfile getopts';

const git =
  /^(?:log|status|diff|show|blame|shortlog|describe|rev-parse|ls-files|ls-tree|cat-file|grep|reflog|rev-list|)$/;

const SPECIAL: Readonly<Record<string, Looking>> = {
  find: { changes: /^-(?:delete|ok|okdir|fls|fprint.*)$/, runs: 'find' },
  xargs: { runs: 'words' },
  timeout: { runs: 'words' },
  nice: { runs: 'words' },
  ionice: { runs: 'words' },
  stdbuf: { runs: 'words' },
  sh: { runs: 'shell' },
  bash: { runs: 'shell' },
  dash: { runs: 'shell' },
  // as they have no program behind them
  env: { only: /^$/ },
  mount: { only: /^$/, changes: /^(?:-[a-zA-Z]*[aofBMRTtUL]|--(?!show))/ },
  xxd: { changes: /^-[a-z]*r/ },
  sort: { changes: /^(?:-[a-zA-Z]*o|--o|--comp|-T|--temp)/ },
  file: { changes: /^(?:-[a-z]*C|--compile)/ },
  date: { only: /^(?:\+.*)?$/s, changes: /^(?:-[a-z]*s|--s)/ },
  hostname: { only: /^$/, changes: /^(?:-[a-z]*[bF]|--boot|--file)/ },
  top: { changes: /^[^-]/ },
  ip: {
    changes: /^(?:add|append|change|chg|del|delete|exec|flush|replace|restore|set|save|attach|detach|-b|--?batch)$/,
  },
  ss: { changes: /^(?:-[a-zA-Z]*K|--kill|-D|--diag.*)/ },
  dmesg: { changes: /^(?:-[a-zA-Z]*[cCDEnw]|--(?:clear|read-clear|console|follow).*)$/ },
  journalctl: {
    changes: /^(?:-f|--follow|--(?:rotate|vacuum|flush|relinquish|smart-relinquish|sync|setup-keys|update-catalog))/,
  },
  sysctl: { changes: /^(?:-[a-z]*[wp]|--(?:write|load|system).*|.*=.*)$/ },
  swapon: { only: /^$/, changes: /^(?!-s$|--show|--summary|--noheadings|--bytes)/ },
  sed: { changes: /^(?:-[nEzrsu]*i|--in-place|.*(?:(?:^|[;}\n\d$])\s*[wWe]\s|\/[gpIi\d]*[we]\b))/s },
  awk: { changes: /print[^;}\n]*>|\|\s*"|"\s*\||system\s*\(|\|\s*getline|^-i|^--include|^inplace/ },
  tar: { changes: /^(?!-?[a-zA-Z]*t)(?:-?[a-zA-Z]+$)|^--(?:create|extract|append|delete|to-command|checkpoint).*/ },
  unzip: { changes: /^(?!-[lvZtp]+$)-/, only: /\.(?:zip|jar|war|apk)$/i },
  git: { only: git, changes: /^(?:--output.*|-O|--ext-diff|--open-files.*|-c|--exec-path.*)$/ },
  dpkg: {
    only: /.*/,
    changes: /^(?!-[lLsSp]$|--(?:list|listfiles|status|search|print-avail|get-selections|audit|version)|[^-])/,
  },
  apt: { only: /^(?:list|show|search|policy|depends|rdepends)$/ },
  'apt-mark': { only: /^show/ },
  crontab: { only: /^$/, changes: /^(?!-l$)/ },
  systemctl: {
    only: /^(?:|list-.*|show|cat|is-.*|get-default|status|show-environment)$/,
    changes: /^(?:--now|-H|--host.*|-M|--machine.*)$/,
    needs: 'bus',
  },
  'systemd-analyze': { only: /^(?:|time|blame|critical-chain)$/, needs: 'bus' },
  loginctl: { only: /^(?:|list-.*|show-.*|session-status|user-status|seat-status)$/, needs: 'bus' },
  hostnamectl: { only: /^(?:|status)$/, needs: 'bus' },
  timedatectl: { only: /^(?:|status|show|list-timezones|timesync-status)$/, needs: 'bus' },
  localectl: { only: /^(?:|status|list-.*)$/, needs: 'bus' },
  resolvectl: { only: /^(?:|status|query|statistics)$/, needs: 'bus' },
  nmcli: {
    changes:
      /^(?:a|add|c?onnect|up|down|del(?:ete)?|mod(?:ify)?|edit|on|off|disconnect|set|hotspot|import|clone|reload|rescan|passwd|monitor)$/,
    needs: 'bus',
  },
  gsettings: { only: /^(?:get|list-.*|range|describe|writable)$/, needs: 'bus' },
  pactl: { only: /^(?:list|info|stat|get-.*)$/, needs: 'bus' },
  wpctl: { only: /^(?:status|inspect|get-volume)$/, needs: 'bus' },
  xrandr: {
    changes: /^(?!-q$|--query|--listmonitors|--listactivemonitors|--current|--verbose|--listproviders)/,
    needs: 'bus',
  },
  xinput: { only: /^(?:|list|list-props)$/, needs: 'bus' },
  brightnessctl: { only: /^(?:|get|g|max|m|info|i)$/ },
  upower: { needs: 'bus' },
  lpstat: { needs: 'bus' },
  bluetoothctl: { only: /^(?:devices|show|info|list|paired-devices)$/, needs: 'bus' },
  docker: { only: /^(?:ps|images|logs|inspect|stats|version|info|port|top)$/, needs: 'bus' },
  podman: { only: /^(?:ps|images|logs|inspect|stats|version|info|port|top)$/, needs: 'bus' },
  ping: { changes: /^-f$/, needs: 'network' },
  dig: { needs: 'network' },
  host: { needs: 'network' },
  nslookup: { needs: 'network' },
  traceroute: { needs: 'network' },
  curl: {
    changes:
      /^(?:-[a-zA-Z#]*[oOTdFXK]|--(?:output|remote-name|upload|data|form|request|config|json|cookie-jar|trace|dump).*|-c|-D)/,
    needs: 'network',
  },
};

const TABLE: ReadonlyMap<string, Looking> = new Map<string, Looking>([
  ...PLAIN.split(' ').map((name): [string, Looking] => [name, {}]),
  ...Object.entries(SPECIAL),
  ...['gawk', 'mawk'].map((name): [string, Looking] => [name, SPECIAL['awk'] ?? {}]),
]);

export function lookingOf(program: string): Looking | undefined {
  return TABLE.get(program);
}
