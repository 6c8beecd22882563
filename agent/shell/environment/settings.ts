import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import * as z from 'zod';
import { modelTables, type ModelTables } from '../../endpoints/endpoint.js';
import { findModel } from '../../models/table.js';
import { EXIT, ShellError } from './exit-codes.js';
import type { Terminal } from './environment.js';

const settingsShape = {
  model: z.string().min(1).max(200),
  ask: z.boolean(),
  plain: z.boolean(),
  max_tokens: z.int().min(16).max(16_384),
  /** whether a model on another machine may be used at all */
  remote: z.boolean(),
  /** for talking without acting; the same as `model` where it is empty */
  talk_model: z.string().max(200),
  /** so many looks at results before the plan must stand */
  rounds: z.int().min(0).max(8),
  /** use models that were measured and found wanting */
  below_floor: z.boolean(),
  /** keep what was asked and found, for --continue */
  keep_sessions: z.boolean(),
  /** shell drafts that are lifted, or typed plans; `auto` takes what the table of models says of the chosen one */
  planner: z.enum(['auto', 'draft', 'json']),
};

const KEYS = [
  'model',
  'ask',
  'plain',
  'max_tokens',
  'remote',
  'talk_model',
  'rounds',
  'below_floor',
  'keep_sessions',
  'planner',
] as const;
const settingsSchema = z.object(settingsShape);
const partial = settingsSchema.partial();

export type Settings = Readonly<z.infer<typeof settingsSchema>> & { readonly models: ModelTables };
export type PartialSettings = Readonly<z.infer<typeof partial>>;

const DEFAULTS: z.infer<typeof settingsSchema> = {
  model: 'default',
  ask: false,
  plain: false,
  max_tokens: 1024,
  remote: true,
  talk_model: '',
  rounds: 3,
  below_floor: false,
  keep_sessions: true,
  planner: 'auto',
};

interface Layer {
  readonly models: ModelTables;
  readonly values: PartialSettings;
  readonly lock: PartialSettings;
  readonly warnings: readonly string[];
}

const EMPTY: Layer = { models: {}, values: {}, lock: {}, warnings: [] };

export function ownSettingsPath(terminal: Pick<Terminal, 'env' | 'home'>): string {
  return join(terminal.env['XDG_CONFIG_HOME'] || join(terminal.home, '.config'), 'llm-os/llmsh.toml');
}

/** flags, then `LLMOS_*`, then the person's file, then the machine's, then defaults; `[lock]` of the machine's beats all */
export function loadSettings(
  terminal: Terminal,
  flags: PartialSettings,
): { settings: Settings; warnings: readonly string[] } {
  const machine = readLayer(join(terminal.root, 'etc/llm-os/llmsh.toml'), true);
  const own = readLayer(ownSettingsPath(terminal), false);
  const environment = readEnvironment(terminal.env);
  const layers = [machine.values, own.values, environment, dropUndefined(flags), machine.lock];
  const chosen = settingsSchema.parse(Object.assign({}, DEFAULTS, ...layers));
  const settings = { ...chosen, models: { ...machine.models, ...own.models } };
  return { settings, warnings: [...machine.warnings, ...own.warnings] };
}

function readLayer(path: string, mayLock: boolean): Layer {
  const raw = readToml(path);
  if (raw === undefined) return EMPTY;
  const { lock, models, ...rest } = raw;
  const unknown = Object.keys(rest).filter(key => !KEYS.some(known => known === key));
  const warnings = unknown.map(key => `${path}: there is no setting ${key}; it is ignored`);
  if (lock !== undefined && !mayLock) warnings.push(`${path}: [lock] counts only in /etc/llm-os/llmsh.toml`);
  const locked = mayLock ? check(`${path}: [lock]`, lock ?? {}) : {};
  return { models: readModels(path, models ?? {}), values: check(path, rest), lock: locked, warnings };
}

function readModels(path: string, tables: unknown): ModelTables {
  const parsed = modelTables.safeParse(tables);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const unknown = issue?.code === 'unrecognized_keys' && issue.keys.some(key => /key|token|secret/.test(key));
    const said = unknown ? 'keys do not belong here: name a variable in key_env or a file in key_file' : issue?.message;
    throw new ShellError(EXIT.usage, `${path}: [models.${issue?.path.join('.') ?? ''}]: ${said ?? 'not valid'}`);
  }
  const taken = Object.keys(parsed.data).find(name => findModel(name) !== undefined);
  if (taken === undefined) return parsed.data;
  throw new ShellError(EXIT.usage, `${path}: [models.${taken}]: ${taken} is the name of a known model; choose another`);
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

function readEnvironment(env: Terminal['env']): PartialSettings {
  const found: Record<string, unknown> = {};
  for (const key of KEYS) {
    const text = env[`LLMOS_${key.toUpperCase()}`];
    if (text !== undefined && text !== '') found[key] = parseWord(key, text);
  }
  return check('environment (LLMOS_*)', found);
}

function parseWord(key: (typeof KEYS)[number], text: string): unknown {
  if (key === 'model' || key === 'talk_model' || key === 'planner') return text;
  if (key === 'max_tokens' || key === 'rounds') return Number(text);
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  return /^(0|false|no|off)$/i.test(text) ? false : text;
}

// an absent key must not hide the layer below it
function dropUndefined(values: PartialSettings): PartialSettings {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
