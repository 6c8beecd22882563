import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ShellError } from '../../../../agent/shell/environment/exit-codes.js';
import { loadSettings } from '../../../../agent/shell/environment/settings.js';
import { chooseModel, setKey } from '../../../../agent/shell/environment/settings-file.js';
import { testWorld } from '../test-world.js';

function world(machine: string, own: string, env: Record<string, string> = {}) {
  const made = testWorld().terminal;
  const home = join(made.root, 'home');
  const files = [
    [join(made.root, 'etc/llm-os/llmsh.toml'), machine],
    [join(home, '.config/llm-os/llmsh.toml'), own],
  ] as const;
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    if (text !== '') writeFileSync(path, text);
  }
  return { ...made, home, env };
}

describe('settings', () => {
  it('come from flags, then the environment, then the own file, then the machine, then defaults', () => {
    const model = (machine: string, own: string, env = {}, flags = {}) =>
      loadSettings(world(machine, own, env), flags).settings.model;
    const [etc, home] = ['model = "etc"', 'model = "own"'];
    expect(model('', '')).toBe('default');
    expect(model(etc, '')).toBe('etc');
    expect(model(etc, home)).toBe('own');
    expect(model(etc, home, { LLMOS_MODEL: 'env' })).toBe('env');
    expect(model(etc, home, { LLMOS_MODEL: 'env' }, { model: 'flag' })).toBe('flag');
  });

  it('that the administrator locked beat everything, and only there', () => {
    const locked = world('[lock]\nask = true\nremote = false', 'ask = false', { LLMOS_ASK: '0', LLMOS_REMOTE: '1' });
    expect(loadSettings(locked, { ask: false }).settings).toMatchObject({ ask: true, remote: false });
    const own = loadSettings(world('', '[lock]\nask = true'), {});
    expect(own.settings.ask).toBe(false);
    expect(own.warnings.join()).toMatch(/\[lock\] counts only in/);
  });

  it('of an unknown name warn, of a wrong value refuse with file and key', () => {
    expect(loadSettings(world('colour = 1', ''), {}).warnings.join()).toMatch(
      /llmsh\.toml: there is no setting colour/,
    );
    const wrong = world('', 'max_tokens = "many"');
    expect(() => loadSettings(wrong, {})).toThrow(ShellError);
    expect(() => loadSettings(wrong, {})).toThrow(/llmsh\.toml: max_tokens/);
    expect(() => loadSettings(world('', 'ask = '), {})).toThrow(/not valid toml/);
    expect(() => loadSettings(world('', '', { LLMOS_ASK: 'perhaps' }), {})).toThrow(/LLMOS_/);
  });
});

describe('the choice of a model', () => {
  it('changes its own line and no other', () => {
    expect(setKey('', 'model', 'small')).toBe('model = "small"\n');
    expect(setKey('# mine\nmodel = "default"\nask = true\n', 'model', 'small')).toBe(
      '# mine\nmodel = "small"\nask = true\n',
    );
    expect(setKey('ask = true\n[lock]\nmodel = "x"\n', 'model', 'small')).toBe(
      'ask = true\nmodel = "small"\n[lock]\nmodel = "x"\n',
    );
  });

  it('is read back', async () => {
    const made = world('', 'ask = true\n');
    await chooseModel('small', made);
    expect(loadSettings(made, {}).settings).toMatchObject({ model: 'small', ask: true });
  });
});
