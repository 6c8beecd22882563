import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { redactSecrets } from '../../../interfaces/redact.js';
import { stateDirectory } from '../../endpoints/consent.js';
import { estimateTokens } from '../../endpoints/outgoing.js';
import { writeWhole } from '../../models/atomic-write.js';
import { readOwnFile } from '../../models/read-private-file.js';
import type { Terminal } from '../environment/environment.js';

const MOST_KEPT = 20;
const MOST_TURNS = 20;
const LONGEST_TEXT = 2000;

const turnSchema = z.strictObject({
  at: z.string(),
  request: z.string(),
  /** plans, answers and results, as far as they may be kept */
  plans: z.array(z.string()),
  found: z.array(z.strictObject({ source: z.string(), text: z.string() })),
});

const conversationSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9]{4,20}$/),
  turns: z.array(turnSchema),
});

export type Turn = z.infer<typeof turnSchema>;
export type Conversation = z.infer<typeof conversationSchema>;

export function newConversation(now = Date.now()): Conversation {
  return { version: 1, id: now.toString(36), turns: [] };
}

/** reads earlier conversations, the latest first; ignores files that others could have written */
export async function loadConversations(terminal: Terminal): Promise<Conversation[]> {
  const names = await namesOf(terminal);
  const found = await Promise.all(names.map(async name => await load(join(directoryOf(terminal), name), terminal)));
  return found.filter(conversation => conversation !== undefined);
}

/** adds a turn and writes the whole down; nothing that looks like a secret, nothing that a password opened */
export async function keepTurn(before: Conversation, turn: Turn, terminal: Terminal): Promise<Conversation> {
  const clean = (text: string): string => redactSecrets(text).slice(0, LONGEST_TEXT);
  const kept = {
    at: turn.at,
    request: clean(turn.request),
    plans: turn.plans.map(clean),
    found: turn.found.map(({ source, text }) => ({ source: clean(source), text: clean(text) })),
  };
  const conversation = { ...before, turns: [...before.turns, kept].slice(-MOST_TURNS) };
  await mkdir(directoryOf(terminal), { recursive: true, mode: 0o700 });
  await writeWhole(join(directoryOf(terminal), `${before.id}.json`), `${JSON.stringify(conversation)}\n`);
  for (const old of (await namesOf(terminal)).slice(MOST_KEPT))
    await rm(join(directoryOf(terminal), old), { force: true });
  return conversation;
}

export async function clearConversations(terminal: Terminal): Promise<void> {
  await rm(directoryOf(terminal), { recursive: true, force: true });
}

/** the latest turns that fit into so many tokens, as text for a model */
export function recall({ turns }: Conversation, tokens: number): string {
  const told: string[] = [];
  for (const { request, plans, found } of turns.toReversed()) {
    const results = found.map(({ source, text }) => `found (${source}): ${text}`);
    const text = [`asked: ${request}`, ...plans.map(plan => `answered: ${plan}`), ...results].join('\n');
    if (estimateTokens([text, ...told].join('\n')) > tokens && told.length > 0) break;
    told.unshift(estimateTokens(text) > tokens ? text.slice(0, tokens * 2) : text);
  }
  return told.join('\n');
}

function directoryOf(terminal: Terminal): string {
  return join(stateDirectory(terminal), 'sessions');
}

async function namesOf(terminal: Terminal): Promise<string[]> {
  const names = await readdir(directoryOf(terminal)).catch(() => []);
  return names
    .filter(name => /^[a-z0-9]{4,20}\.json$/.test(name))
    .toSorted()
    .toReversed();
}

async function load(path: string, { uid }: Terminal): Promise<Conversation | undefined> {
  try {
    return conversationSchema.parse(JSON.parse((await readOwnFile(path, uid)) ?? ''));
  } catch {
    return undefined;
  }
}
