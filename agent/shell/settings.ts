import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { EXIT, ShellError } from './exit-codes.js';
import type { World } from './world.js';

const settingsShape = {
  model: z.string().min(1).max(200),
  ask: z.boolean(),
  plain: z.boolean(),
  max_tokens: z.int().min(16).max(16_384),
  remote: z.boolean(),
};

const KEYS = ['model', 'ask', 'plain', 'max_tokens', 'remote'] as const;
const settingsSchema = z.object(settingsShape);
const partial = settingsSchema.partial();

export type Settings = Readonly<z.infer<typeof settingsSchema>>;
export type PartialSettings = Readonly<z.infer<typeof partial>>;

const DEFAULTS: Settings = { model: 'default', ask: false, plain: false, max_tokens: 1024, remote: false };

interface Layer {
  readonly values: PartialSettings;
  readonly lock: PartialSettings;
  readonly warnings: readonly string[];
}

const EMPTY: Layer = { values: {}, lock: {}, warnings: [] };

export function ownSettingsPath(world: Pick<World, 'env' | 'home'>): string {
  return join(world.env['XDG_CONFIG_HOME'] || join(world.home, '.config'), 'llm-os/llmsh.toml');
}

/** flags, then `LLMOS_*`, then the person's file, then the machine's, then defaults; `[lock]` of the machine's beats all */
export function loadSettings(
  world: World,
  flags: PartialSettings,
): { settings: Settings; warnings: readonly string[] } {
  const machine = readLayer(join(world.root, 'etc/llm-os/llmsh.toml'), true);
  const own = readLayer(ownSettingsPath(world), false);
  const environment = readEnvironment(world.env);
  const layers = [machine.values, own.values, environment, dropUndefined(flags), machine.lock];
  const settings = settingsSchema.parse(Object.assign({}, DEFAULTS, ...layers));
  return { settings, warnings: [...machine.warnings, ...own.warnings] };
}

function readLayer(path: string, mayLock: boolean): Layer {
  const raw = readToml(path);
  if (raw === undefined) return EMPTY;
  const { lock, ...rest } = raw;
  const unknown = Object.keys(rest).filter(key => !KEYS.some(known => known === key));
  const warnings = unknown.map(key => `${path}: there is no setting ${key}; it is ignored`);
  if (lock !== undefined && !mayLock) warnings.push(`${path}: [lock] counts only in /etc/llm-os/llmsh.toml`);
  return { values: check(path, rest), lock: mayLock ? check(`${path}: [lock]`, lock ?? {}) : {}, warnings };
}

function readToml(path: string): Record<string, unknown> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new ShellError(EXIT.usage, `${path} cannot be read; make it readable or remove it`);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new ShellError(EXIT.usage, `${path} is not valid toml: ${error instanceof Error ? error.message : ''}`);
  }
}

function check(where: string, values: unknown): PartialSettings {
  const parsed = partial.safeParse(values);
  if (parsed.success) return dropUndefined(parsed.data);
  const [issue] = parsed.error.issues;
  throw new ShellError(EXIT.usage, `${where}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
}

function readEnvironment(env: World['env']): PartialSettings {
  const found: Record<string, unknown> = {};
  for (const key of KEYS) {
    const text = env[`LLMOS_${key.toUpperCase()}`];
    if (text !== undefined && text !== '') found[key] = parseWord(key, text);
  }
  return check('environment (LLMOS_*)', found);
}

function parseWord(key: (typeof KEYS)[number], text: string): unknown {
  if (key === 'model') return text;
  if (key === 'max_tokens') return Number(text);
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  return /^(0|false|no|off)$/i.test(text) ? false : text;
}

// an absent key must not hide the layer below it
function dropUndefined(values: PartialSettings): PartialSettings {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
