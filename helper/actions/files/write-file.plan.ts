import type { ActionPlanning, ParameterRule } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

// adding is the less harmful reading of an unclear request: only a request for a whole file replaces it
const ADDED =
  'append|add|attach|extend|at the end|to the end|hinzu|füge|häng|ergänz|ajout|añad|agreg|aggiung|adicion|acrescent|добав|допиш|допол|dopisz|doda|voeg|加|続';
const WHOLE = [
  'overwr|replac|empty|creat\\p{L}*\\s+(?:(?:a|an|the|new|text)\\s+)*(?:file|with|that|contain)',
  'überschr|ersetz|leere|erstell\\p{L}*\\s+(?:(?:eine|die|neue)\\s+)*(?:datei|mit)',
  'écras|remplac|vide|cré\\p{L}*\\s+(?:(?:un|le|nouveau)\\s+)*fichier',
  'sobrescri|reempla|vac[ií]o|crea\\p{L}*\\s+(?:(?:un|el|nuevo)\\s+)*archivo',
  'перезапи|замени|пуст|созда\\p{L}*\\s+(?:новый\\s+)?файл',
].join('|');
const MORE_THAN_0644 = '0?(?:[0-7]*[1357][0-7]*|[0-7][26][0-7]|[0-7]{2}[26])';
const RIGHTS = [
  '\\d{3}|mode|chmod|permi|execut|runnable|script|writ(?:e)?able|everyone|everybody|all users|group|shared',
  'recht|ausführ|skript|für alle|jeder|schreibbar|gruppe',
  'droits|exécut|tout le monde|tous|groupe',
  'ejecut|todos|grupo|eseguib|tutti|gruppo',
  'права|исполн|скрипт|для всех|групп',
].join('|');

/** which of its optional values a plan keeps only where they are asked for */
const WRITE_ASKED: readonly ParameterRule[] = [
  {
    param: 'append',
    value: 'true',
    denied: `^(?!.*(?<!\\p{L})(?:${ADDED})).*(?:(?<!\\p{L})(?:${WHOLE})|创建|新建|覆盖|替换|空)`,
  },
  { param: 'mode', value: MORE_THAN_0644, said: `(?<!\\p{L})(?:${RIGHTS})|权限|可执行|脚本|所有人` },
  { param: 'encoding', value: 'base64', said: 'base ?-?64' },
];

export const planning: ActionPlanning = {
  examples: [
    {
      request: "add the line 'call Eva' to todo.txt",
      steps: [{ action: 'write_file', path: 'todo.txt', content: 'call Eva', append: true }],
    },
    {
      request: "make a file todo.txt with the text 'buy milk'",
      steps: [{ action: 'write_file', path: 'todo.txt', content: 'buy milk' }],
    },
  ],
  asked: WRITE_ASKED,
};

export const lifting: LiftingInput = {
  action: 'write_file',
  text: { id: 'text-into-file', path: 'path', content: 'content', append: 'append' },
  forms: [
    {
      id: 'touch',
      programs: ['touch'],
      operands: [{ param: 'path', many: 'each' }],
      set: { content: '', append: true },
    },
    {
      id: 'truncate-empty',
      programs: ['truncate'],
      options: { '-s': { param: 'content', readings: [{ match: '0', value: '' }] } },
      needs: [['-s']],
      operands: [{ param: 'path', many: 'each' }],
    },
  ],
};
