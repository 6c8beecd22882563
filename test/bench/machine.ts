import { execa } from 'execa';

/** runs a command in the booted machine and returns its standard output; root unless told */
export async function inMachine(argv: readonly string[], user?: string): Promise<string> {
  const who = user === undefined ? [] : ['--user', user];
  const { stdout } = await execa('sh', ['test/machine/machine.sh', 'exec', ...who, '--', ...argv]);
  return stdout;
}

export const REFERENCE = '/usr/local/bin/llmos-reference';

/** microseconds, one for each line that the yardstick printed */
export async function timings(argv: readonly string[], user?: string): Promise<number[]> {
  const lines = (await inMachine([REFERENCE, ...argv], user)).trim().split('\n');
  const values = lines.map(Number);
  if (values.some(value => !Number.isFinite(value))) throw new Error(`not timings: ${lines.join(' ').slice(0, 200)}`);
  return values;
}

export async function stopUnits(...units: readonly string[]): Promise<void> {
  await inMachine(['systemctl', 'stop', ...units]);
  // rounds that follow each other at once look like a crash loop to systemd
  await inMachine(['sh', '-c', 'systemctl reset-failed "$@" 2>/dev/null || true', 'sh', ...units]);
}
