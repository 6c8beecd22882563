import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { writeWhole } from '../models/atomic-write.js';
import { readOwnFile } from '../models/read-private-file.js';
import type { Endpoint } from './endpoint.js';

// bound to the address and the protocol: a table that is changed to point elsewhere asks again
const consentSchema = z.strictObject({ kind: z.string(), url: z.string(), since: z.string() });
const fileSchema = z.strictObject({ version: z.literal(1), given: z.array(consentSchema).max(1000) });

type Consent = z.infer<typeof consentSchema>;

export interface ConsentPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly uid: number;
}

export function stateDirectory({ env, home }: Pick<ConsentPlace, 'env' | 'home'>): string {
  return join(env['XDG_STATE_HOME'] || join(home, '.local/state'), 'llm-os');
}

/** whether the person agreed that their words go to this very address; what cannot be read is a no */
export async function hasConsent(endpoint: Endpoint, place: ConsentPlace): Promise<boolean> {
  return (await readGiven(place)).some(consent => isSame(consent, endpoint));
}

export async function giveConsent(endpoint: Endpoint, place: ConsentPlace): Promise<void> {
  const others = (await readGiven(place)).filter(consent => !isSame(consent, endpoint));
  await writeGiven([...others, { kind: endpoint.kind, url: endpoint.url, since: new Date().toISOString() }], place);
}

/** false where there was none to take back */
export async function revokeConsent(endpoint: Endpoint, place: ConsentPlace): Promise<boolean> {
  const given = await readGiven(place);
  const others = given.filter(consent => !isSame(consent, endpoint));
  if (others.length === given.length) return false;
  await writeGiven(others, place);
  return true;
}

function isSame({ kind, url }: Consent, endpoint: Endpoint): boolean {
  return kind === endpoint.kind && url === endpoint.url;
}

function pathOf(place: ConsentPlace): string {
  return join(stateDirectory(place), 'consent.json');
}

// somebody else's yes is none
async function readGiven(place: ConsentPlace): Promise<readonly Consent[]> {
  try {
    const text = await readOwnFile(pathOf(place), place.uid);
    return fileSchema.parse(JSON.parse(text ?? '')).given;
  } catch {
    return [];
  }
}

async function writeGiven(given: readonly Consent[], place: ConsentPlace): Promise<void> {
  const path = pathOf(place);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeWhole(path, `${JSON.stringify({ version: 1, given }, null, 2)}\n`);
}
