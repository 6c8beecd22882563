import { describe, expect, it } from 'vitest';
import { dropUnrequested } from '../../../../agent/plan/request-checks/drop-unrequested.js';
import type { Step } from '../../../../agent/plan/plan.js';
import { loadCatalog } from '../../../../interfaces/catalog.js';

const catalog = loadCatalog();

function lean(request: string, step: Step, given = ''): Step | undefined {
  return dropUnrequested({ steps: [step], say: '' }, request, catalog, given).plan.steps[0];
}

const PURGED = { action: 'remove_packages', packages: ['nano'], purge: true };
const KILLED = { action: 'signal_process', pid: 911, signal: 'KILL' };
const APPENDED = { action: 'write_file', path: 'a.txt', content: 'x', append: true };
const OPEN = { action: 'write_file', path: 'a.sh', content: 'x', mode: '0755' };

describe('what destroys more is kept only where it was asked for', () => {
  it.each([
    ['remove nano and its settings', true],
    ['entferne nano samt Konfiguration', true],
    ['désinstalle nano complètement', true],
    ['quita nano por completo', true],
    ['удали nano полностью', true],
    ['彻底删除 nano', true],
    ['purge nano', true],
    ['remove nano', false],
    ['entferne nano', false],
    ['désinstalle nano', false],
    ['quita nano', false],
    ['удали nano', false],
    ['删除 nano', false],
    ['remove nano but keep its settings', false],
    ['entferne nano ohne die Einstellungen', false],
    ['удали nano, но сохрани настройки', false],
  ])('%s: purge %s', (request, kept) => expect('purge' in Object(lean(request, PURGED))).toBe(kept));

  it.each([
    ['kill process 911', 'KILL'],
    ['schieß den Prozess 911 ab', 'KILL'],
    ['tue le processus 911', 'KILL'],
    ['mata el proceso 911', 'KILL'],
    ['убей процесс 911', 'KILL'],
    ['强制结束进程 911', 'KILL'],
    ['send signal 9 to 911', 'KILL'],
    ['terminate process 911', 'TERM'],
    ['beende den Prozess 911', 'TERM'],
    ['arrête le processus 911', 'TERM'],
    ['termina el proceso 911', 'TERM'],
    ['заверши процесс 911', 'TERM'],
    ['结束进程 911', 'TERM'],
  ])('%s: %s', (request, signal) => expect(lean(request, KILLED)).toEqual({ ...KILLED, signal }));

  it('is not asked for by the name of what it is done to', () => {
    const step = { ...PURGED, packages: ['config-tool'] };
    expect(lean('remove config-tool', step)).toEqual({ action: 'remove_packages', packages: ['config-tool'] });
    expect(lean("write 'kill them all' to a.txt", KILLED)).toMatchObject({ signal: 'TERM' });
  });
});

describe('adding to a file destroys less than writing it', () => {
  it.each([
    ["write 'x' to a.txt", true],
    ["add 'x' to a.txt", true],
    ['create an alias in a.txt', true],
    ["hänge 'x' an a.txt an", true],
    ["create a new file a.txt with 'x'", false],
    ['make an empty file a.txt', false],
    ['erstelle eine leere Datei a.txt', false],
    ["remplace le contenu de a.txt par 'x'", false],
    ["crea un archivo a.txt con 'x'", false],
    ['создай пустой файл a.txt', false],
    ['新建 a.txt', false],
    ["create a file a.txt and add 'x' to it", true],
  ])('%s: append %s', (request, kept) => expect('append' in Object(lean(request, APPENDED))).toBe(kept));
});

describe('what opens more', () => {
  it.each([
    ['save it as a.sh', false],
    ['save it as a.sh, executable', true],
    ['speichere es ausführbar als a.sh', true],
    ['enregistre a.sh avec les droits 755', true],
    ['guarda un ejecutable a.sh', true],
    ['сохрани исполняемый a.sh', true],
  ])('%s: mode %s', (request, kept) => expect('mode' in Object(lean(request, OPEN))).toBe(kept));

  it('is not a mode that keeps others out', () => {
    const step = { ...OPEN, mode: '0600' };
    expect(lean('save it as a.sh', step)).toEqual(step);
  });

  it.each([
    [{ user: 'root' }, 'list /root'],
    [{ tier: 'root' }, 'list /root'],
    [{ tier: 'caller' }, 'list /srv'],
    [{ timeout_s: 5 }, 'list /srv'],
    [{ cwd: '/tmp' }, 'list /srv'],
    [{ stdin: 'y' }, 'list /srv'],
  ])('%o goes where the request says only: %s', (more, request) => {
    const step = { action: 'exec', argv: ['ls', request.slice(5)] };
    expect(lean(request, { ...step, ...more })).toEqual(step);
  });

  it('stays where it is asked for', () => {
    const step = { action: 'exec', argv: ['make'], cwd: '/srv', user: 'root', timeout_s: 300 };
    expect(lean('run make as root in /srv, for 5 minutes at most', step)).toEqual(step);
  });
});

describe('an optional value that nobody gave', () => {
  it('goes where another was given', () => {
    const step = { action: 'set_unit_limits', unit: 'a.service', memory_max: '512M' };
    expect(lean('give a.service 512M of memory', { ...step, tasks_max: 100 })).toEqual(step);
  });

  it('stays where nothing would be left of what was asked for', () => {
    const step = { action: 'set_unit_limits', unit: 'a.service', memory_max: '512M' };
    expect(lean('give a.service little memory', step)).toEqual(step);
  });

  it('may come from what was handed along, unlike the wish for more', () => {
    const step = { action: 'set_brightness', percent: 40, device: 'edp' };
    expect(lean('as it says there', step, 'device edp')).toEqual(step);
    expect(lean('as it says there', PURGED, 'purge it')).not.toHaveProperty('purge');
  });

  it('is told of', () => {
    const { notes } = dropUnrequested({ steps: [PURGED, KILLED], say: '' }, 'do it', catalog);
    expect(notes).toEqual([
      'remove_packages: purge left out, since nothing in your words asks for it',
      'signal_process: signal KILL made TERM, since nothing in your words asks for it',
    ]);
  });
});

describe('the rules in the files of the actions', () => {
  const rules = catalog.actions.flatMap(action => (action.asked ?? []).map(rule => [action, rule] as const));

  it.each(rules)('%o: %o can be followed', ({ params }, { param, value, said, denied, otherwise }) => {
    expect(params.properties).toHaveProperty(param);
    for (const pattern of [value, said, denied]) expect(() => new RegExp(pattern ?? '', 'isu')).not.toThrow();
    // a required parameter cannot be removed, so it needs a replacement
    expect(params.required.includes(param)).toBe(otherwise !== undefined);
    expect(said ?? denied).toBeDefined();
  });

  it('leave every example as it is', () => {
    for (const { examples } of catalog.actions) {
      for (const { request, steps } of examples) {
        expect(dropUnrequested({ steps, say: '' }, request, catalog).notes).toEqual([]);
      }
    }
  });
});
