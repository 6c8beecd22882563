import type { Host } from '../environment/environment.js';

const ENTRIES = '2000';
const FIELD = 'LLMOS_HASH';
// a field of their own: lines of refused calls do not count against the limit of lines
const CHAIN = ['_SYSTEMD_UNIT=llmos-operator.service', 'LLMOS_CHAIN=1'];
const HASH = /^[0-9a-f]{64}$/;

/** hashes of the chain's lines as the journal has them; empty where the person may not read the journal */
export async function journalHashes(host: Host): Promise<string[]> {
  // the one field alone, a line each
  const options = ['--quiet', '--no-pager', '--output=cat', `--output-fields=${FIELD}`, `--lines=${ENTRIES}`];
  const ran = await host.runProgram('journalctl', [...options, ...CHAIN], { timeoutMs: 20_000 }).catch(() => undefined);
  return ran?.exitCode === 0 ? ran.stdout.split('\n').filter(line => HASH.test(line)) : [];
}
