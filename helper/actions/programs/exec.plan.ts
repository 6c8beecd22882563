import type { ActionPlanning, FewShotExample } from '../../../interfaces/planning.js';

const EXAMPLES = [
  { request: 'how much disk space is left?', steps: [{ action: 'exec', argv: ['df', '-h'] }] },
  {
    request: 'list the files in my Downloads folder',
    steps: [{ action: 'exec', argv: ['ls', '-la', '~/Downloads'] }],
  },
  { request: 'which users sit at this machine?', steps: [{ action: 'exec', argv: ['who'] }] },
  { request: 'what day is it today?', steps: [{ action: 'exec', argv: ['date'] }] },
  {
    request: 'show me /etc/issue and how long this computer has been running',
    steps: [
      { action: 'read_file', path: '/etc/issue' },
      { action: 'exec', argv: ['uptime'] },
    ],
  },
];

const AS_ROOT = 'root|sudo|admin|superuser|privileg|рут|管理员';
const AS_ONESELF =
  '(?:as|like) (?:me|myself|my user)|caller|unconfined|als ich|unter meinem|comme moi|como yo|от моего|以我';
const AS_LONG = '\\d|second|minut|hour|timeout|long|sekund|stund|lang|heure|segundo|hora|секунд|час|秒|分钟|小时';

const ASKED = [
  { param: 'user', said: AS_ROOT },
  { param: 'tier', value: 'root', said: AS_ROOT },
  { param: 'tier', value: 'caller', said: AS_ONESELF },
  { param: 'timeout_s', said: AS_LONG },
];

const run = (when: string, request: string, line: string): FewShotExample => ({
  when,
  request,
  steps: [{ action: 'exec', argv: line.split(' ') }],
});
const LINES = '(?:lines?|zeilen?|lignes?|líneas?|righe|строк|行)';

/** how to look at what people ask about often; each is told only to who asks for the like of it */
const EXEC_HINTS: readonly FewShotExample[] = [
  run(
    `(?<!\\p{L})(?:last|end|bottom|letzten?|ende|dernièr|fin|últim|ultim|последн|最后).*${LINES}.*[/~]\\S`,
    'the last 3 lines of /var/log/alternatives.log',
    'tail -n 3 /var/log/alternatives.log',
  ),
  run(
    `(?<!\\p{L})(?:first|top|ersten?|premièr|primer|prim|перв|前).*${LINES}.*[/~]\\S`,
    'the first 2 lines of /etc/services',
    'head -n 2 /etc/services',
  ),
  run(
    `(?:count|number of|how many|zähl|wie viele|compte|combien|cuent|cuánt|сколько|посчитай).*${LINES}`,
    'how many lines has /etc/services?',
    'wc -l /etc/services',
  ),
  run(
    '\\b(?:search|look|grep|such)\\p{L}*\\b.*\\b(?:in|through)\\b.*[/~.]\\S',
    'look for the word sam in /etc/group',
    'grep sam /etc/group',
  ),
  run(
    '(?:find|such|cherche|trouve|busca|encuentra|найди).*(?:files?|dateien|fichiers|archivos|файлы)',
    'find the .log files below /srv',
    'find /srv -name *.log',
  ),
  run(
    '(?:how (?:big|large)|size of|wie groß|quelle taille|qué tamaño|размер|多大).*[/~]',
    'how large is ~/Music?',
    'du -sh ~/Music',
  ),
  run('sha256|checksum|prüfsumme|контрольн', 'the checksum of /etc/issue', 'sha256sum /etc/issue'),
  run(
    'compare|differ(?:s|ences?)? .*[/.]\\S|\\bdiff\\b|vergleich|сравни',
    'compare one.md with two.md',
    'diff one.md two.md',
  ),
  run('(?:kind|type) of file', 'what kind of file is /bin/sh?', 'file /bin/sh'),
  run('who owns|owner of|permissions (?:of|does)|wem gehört', 'who owns /etc/issue?', 'ls -l /etc/issue'),
  run(
    'who am i\\b|my user ?name|(?:which|what) user am i|wer bin ich|qui suis-je|quién soy|кто я|我是谁',
    'under which name do I work here?',
    'whoami',
  ),
  run(
    '(?:who|which users?)\\b.*\\b(?:logged|signed|online|here)|angemeldet|eingeloggt|connecté|conectad',
    'who uses this machine at the moment?',
    'who',
  ),
  run('(?:which|what|my) groups?\\b', 'which groups do I belong to?', 'groups'),
  run(
    '\\bip[ -]?addr|\\baddress(?:es)? (?:of|has|does)|ip[ -]?adresse|adresse ip|dirección ip|ip-адрес|ip ?地址',
    'which addresses does this machine have?',
    'ip addr',
  ),
  run('\\bports?\\b|порт|端口', 'on which ports does something listen?', 'ss -tln'),
  run(
    'how many (?:cpu|core|processor)|wie viele (?:kern|prozessor)|combien de (?:cœur|processeur)',
    'how many cpus are there?',
    'nproc',
  ),
  run('(?:which|what|version).*\\bkernel', 'which version has the kernel?', 'uname -r'),
  run(
    '(?:called|name of).*(?:machine|computer|host)|(?<![/\\w])host ?name\\?',
    'what is this machine called?',
    'hostname',
  ),
  {
    when: '(?<!\\p{L})(?:and|then|und|dann|et|puis|y|luego|и|затем)(?!\\p{L}).*(?<!\\p{L})(?:show|tell|zeig|montre|dis(?!\\p{L})|muestra|dime|покажи|скажи)',
    request: 'install screen, then tell me the uptime',
    steps: [
      { action: 'install_packages', packages: ['screen'] },
      { action: 'exec', argv: ['uptime'] },
    ],
  },
];

export const planning: ActionPlanning = {
  examples: EXAMPLES,
  hints: EXEC_HINTS,
  implied: [
    { param: 'argv', said: '\\bmy (\\w+)', value: '~/$1' },
    { param: 'cwd', said: '\\bmy (\\w+)', value: '~/$1' },
    { param: 'argv', said: '(?<=\\s|\\*)\\.(\\w+)', value: '*.$1' },
    { param: 'argv', said: '\\b(\\w+) files\\b', value: '*.$1' },
  ],
  asked: ASKED,
};
