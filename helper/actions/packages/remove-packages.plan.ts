import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

const SETTINGS = [
  'purg|config|setting|complete|entire|thorough|trace|leftover',
  'konfig|einstellung|vollständig|komplett|restlos|spurlos|gänzlich',
  'paramètr|réglage|complètement|entièrement|trace',
  'ajuste|completamente|por completo|totalmente|rastro|impostazion',
  'полностью|целиком|настройк|конфиг|следов',
  'ustawie|całkowicie|instelling|volledig',
].join('|');

const KEEP = [
  "keep|without|don't|do not|except",
  'behalt|ohne|lasse|nicht',
  'garde|sans(?!\\p{L})|conserve|laisse',
  'sin(?!\\p{L})|deja|mant[eé]n|tieni|senza',
  'без|остав|сохран|кроме',
].join('|');

export const planning: ActionPlanning = {
  examples: [
    { request: 'uninstall nano', steps: [{ action: 'remove_packages', packages: ['nano'] }] },
    {
      request: 'take vsftpd off, and its settings too',
      steps: [{ action: 'remove_packages', packages: ['vsftpd'], purge: true }],
    },
  ],
  asked: [
    {
      param: 'purge',
      value: 'true',
      said: `(?<!\\p{L})(?:${SETTINGS})|彻底|完全|配置|设置|設定`,
      denied: `(?<!\\p{L})(?:${KEEP})|保留|不要`,
    },
  ],
};

const QUIET = {
  '-y': 'ignored',
  '--yes': 'ignored',
  '--assume-yes': 'ignored',
  '-q': 'ignored',
  '--quiet': 'ignored',
  '--auto-remove': { refuse: 'what else is no longer needed stays with this action' },
  '--autoremove': { refuse: 'what else is no longer needed stays with this action' },
} as const;
const PURGE = { '--purge': { set: { purge: true } } };

// to apt a dash at the end means remove and a plus install, but for a name such as `g++`
const name = {
  param: 'packages',
  many: 'list' as const,
  readings: [{ match: '([a-z0-9][a-z0-9+.-]*(?:[a-z0-9]|\\+\\+))', value: '$1' }],
};

export const lifting: LiftingInput = {
  action: 'remove_packages',
  forms: [
    {
      id: 'apt-remove',
      programs: ['apt', 'apt-get', 'aptitude'],
      options: { ...QUIET, ...PURGE },
      operands: ['remove', name],
    },
    {
      id: 'apt-purge',
      programs: ['apt', 'apt-get', 'aptitude'],
      options: QUIET,
      operands: ['purge', name],
      set: { purge: true },
    },
    {
      id: 'dpkg-remove',
      programs: ['dpkg'],
      options: { '-r': 'ignored', '--remove': 'ignored' },
      needs: [['-r', '--remove']],
      operands: [name],
      note: 'packages that cannot do without them go as well',
    },
    {
      id: 'dpkg-purge',
      programs: ['dpkg'],
      options: { '-P': 'ignored', '--purge': 'ignored' },
      needs: [['-P', '--purge']],
      operands: [name],
      set: { purge: true },
      note: 'packages that cannot do without them go as well',
    },
  ],
};
