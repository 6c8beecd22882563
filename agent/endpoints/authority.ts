import { X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Endpoint } from './endpoint.js';
import { EndpointError } from './error.js';
import { expandHome, type KeyPlace } from './key.js';

const LONGEST = 256 * 1024;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** reads the certificates of `ca_file`, which replace the default ones; throws `unreachable` if others can change it */
export async function readAuthority(
  { name, ca_file: file }: Endpoint,
  { home, uid }: Omit<KeyPlace, 'env'>,
): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const path = expandHome(file, home);
  const refuse = (reason: string) => new EndpointError('unreachable', `${path}, the ca_file of ${name}, ${reason}`);
  const opened = await open(path).catch(() => {
    throw refuse('cannot be read: put the certificate of its authority there, in pem');
  });
  try {
    const stat = await opened.stat();
    const trusted = stat.isFile() && (stat.uid === uid || stat.uid === 0) && (stat.mode & 0o022) === 0;
    if (!trusted) throw refuse("can be changed by others: chmod go-w it (and it must be yours, or root's)");
    if (stat.size > LONGEST) throw refuse('is too long for one certificate or a few');
    const found = (await opened.readFile('utf8')).match(CERTIFICATE) ?? [];
    if (found.length === 0 || !found.every(isCertificate)) throw refuse('holds no certificate in pem');
    return found.join('\n');
  } finally {
    await opened.close();
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== undefined;
  } catch {
    return false;
  }
}
