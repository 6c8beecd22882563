import type { ParameterRule } from '../action/plan-hints.js';

// what is added harms least where it is not clear what was meant: only where a whole file is asked for it is none
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
export const WRITE_ASKED: readonly ParameterRule[] = [
  {
    param: 'append',
    value: 'true',
    denied: `^(?!.*(?<!\\p{L})(?:${ADDED})).*(?:(?<!\\p{L})(?:${WHOLE})|创建|新建|覆盖|替换|空)`,
  },
  { param: 'mode', value: MORE_THAN_0644, said: `(?<!\\p{L})(?:${RIGHTS})|权限|可执行|脚本|所有人` },
  { param: 'encoding', value: 'base64', said: 'base ?-?64' },
];
