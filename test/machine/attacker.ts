import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execIn, shIn, type How, type System } from './driver.js';

const DIRECTORY = '/tmp/attacks';
const NODE = '/usr/lib/llm-os/node';

/** brings scripts of this directory into the machine, for anybody to run */
export async function bringScripts(os: System, ...names: readonly string[]): Promise<void> {
  await shIn(os, `mkdir -p ${DIRECTORY}; chmod 755 ${DIRECTORY}`);
  for (const name of names) {
    const input = readFileSync(join(import.meta.dirname, name));
    await execIn(os, ['sh', '-c', `cat >${DIRECTORY}/${name}`], { input });
  }
}

/** runs one as uid 65534, outside any session, or as a person in one; what it prints is json */
export async function runScript<T>(
  os: System,
  user: 'nobody' | 'alice' | 'bob',
  script: string,
  ...args: readonly (string | number)[]
): Promise<T> {
  const argv = [NODE, `${DIRECTORY}/${script}`, ...args.map(String)];
  const as: How = user === 'nobody' ? {} : { user };
  const ran = await execIn(os, user === 'nobody' ? ['runuser', '-u', 'nobody', '--', ...argv] : argv, as);
  if (ran.status !== 0) throw new Error(`${script} ended with ${ran.status}: ${ran.stdout}${ran.stderr}`);
  const told: T = JSON.parse(ran.stdout);
  return told;
}
