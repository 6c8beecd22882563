import { redactSecrets } from '../../interfaces/redact.js';

const LONGEST = 300;

/** words of an endpoint in one short line, without our keys or anything else that looks like a secret */
export function cleanText(text: string, secrets: readonly string[]): string {
  const keyless = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
  const safe = redactSecrets(keyless).replace(/\s+/g, ' ').trim();
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}
