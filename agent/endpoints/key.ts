import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Endpoint } from './endpoint.js';
import { EndpointError } from './error.js';

const LONGEST = 4096;
// characters allowed in the value of an http header; anything else means that the wrong file was named
const KEY = /^[\x21-\x7e]+$/;
const HEADER = /^[\x20-\x7e]{1,4096}$/;

export interface KeyPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly uid: number;
}

/** the endpoint's key, read at the moment of use and kept nowhere; no message ever quotes it */
async function readKey(endpoint: Endpoint, place: KeyPlace): Promise<string | undefined> {
  const { key_env: variable, key_file: file } = endpoint;
  if (variable !== undefined) return readVariable(endpoint.name, variable, place);
  return file === undefined ? undefined : await readFile(endpoint.name, expandHome(file, place.home), place.uid);
}

export interface Secrets {
  readonly key: string | undefined;
  /** values of `headers_env` */
  readonly secretHeaders: Readonly<Record<string, string>>;
}

/** the key and the headers that are secrets as well */
export async function readSecrets(endpoint: Endpoint, place: KeyPlace): Promise<Secrets> {
  return { key: await readKey(endpoint, place), secretHeaders: readSecretHeaders(endpoint, place) };
}

function readSecretHeaders({ name, headers_env: named = {} }: Endpoint, { env }: KeyPlace): Record<string, string> {
  const read = Object.entries(named).map(([header, variable]) => {
    const value = valueOf(`the header ${header} of ${name}`, variable, env);
    if (HEADER.test(value)) return [header, value] as const;
    throw new EndpointError(
      'no_key',
      `what the variable ${variable} holds is no value of the header ${header} for ${name}`,
    );
  });
  return Object.fromEntries(read);
}

function readVariable(name: string, variable: string, { env }: KeyPlace): string {
  return checked(valueOf(`the key of ${name}`, variable, env), name, `the variable ${variable}`);
}

function valueOf(what: string, variable: string, env: KeyPlace['env']): string {
  const value = env[variable]?.trim() ?? '';
  if (value !== '') return value;
  throw new EndpointError('no_key', `${what} is expected in the variable ${variable}: set it`);
}

async function readFile(name: string, path: string, uid: number): Promise<string> {
  // one descriptor for the question and for the reading; a pipe of somebody else's must not hold us
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => {
    throw new EndpointError('no_key', `the key of ${name} cannot be read from ${path}: write it there, with mode 0600`);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.uid !== uid || (stat.mode & 0o077) !== 0) {
      throw new EndpointError(
        'no_key',
        `${path} holds the key of ${name} and is not yours alone: chmod 600 ${path} (and it must be your own file)`,
      );
    }
    if (stat.size > LONGEST) throw new EndpointError('no_key', `${path} is too long for a key`);
    return checked((await file.readFile('utf8')).trim(), name, path);
  } finally {
    await file.close();
  }
}

function checked(key: string, name: string, where: string): string {
  if (KEY.test(key)) return key;
  throw new EndpointError('no_key', `what ${where} holds is no key for ${name}: one line without spaces is expected`);
}

export function expandHome(path: string, home: string): string {
  return path.startsWith('~/') ? join(home, path.slice(2)) : resolve(home, path);
}
