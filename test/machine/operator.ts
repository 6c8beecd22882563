import { setTimeout as sleep } from 'node:timers/promises';
import { execIn, type Ran, type System } from './driver.js';
import { Terminal } from './terminal.js';

const TARGET = 'org.llmos.Operator1 /org/llmos/Operator1 org.llmos.Operator1';

/** a call of the operator as busctl makes it, for a shell; every word is quoted */
function commandOf(method: string, signature: string, values: readonly (string | number)[]): string {
  const words = [method, signature, ...values.map(String)].map(word => `'${word.replaceAll("'", `'\\''`)}'`);
  return `busctl --system --timeout=120 call -- ${TARGET} ${words.join(' ')}`;
}

export interface Asked {
  /** as busctl prints the reply */
  readonly reply: string;
  readonly error: string;
}

/** calls without anybody who could answer a prompt */
export async function ask(
  os: System,
  user: string | undefined,
  call: readonly [method: string, signature: string, ...values: (string | number)[]],
): Promise<Asked> {
  const [method, signature, ...values] = call;
  const how = user === undefined ? {} : { user };
  const ran: Ran = await execIn(os, ['sh', '-c', commandOf(method, signature, values)], how);
  return { reply: ran.status === 0 ? ran.stdout.trim() : '', error: ran.status === 0 ? '' : ran.stderr.trim() };
}

export interface Prompted extends Asked {
  /** contents of the terminal before the password was typed */
  readonly prompt: string;
}

/** calls from a terminal with a polkit agent on it, and types a password */
export async function askWithPassword(
  os: System,
  user: string,
  password: string,
  call: readonly [method: string, signature: string, ...values: (string | number)[]],
): Promise<Prompted> {
  const [method, signature, ...values] = call;
  // the agent serves one process: the shell that becomes busctl
  const ready = 'ready=$(mktemp -u); mkfifo "$ready"; pkttyagent --process $$ --fallback --notify-fd 9 9>"$ready" &';
  const script = `${ready} read -r _ <"$ready"; rm -f "$ready"; exec ${commandOf(method, signature, values)}`;
  const terminal = new Terminal(os, user, ['sh', '-c', script]);
  const prompt = await terminal.waitFor(/Password: /);
  // input is discarded until the agent has turned the echo off
  await sleep(300);
  terminal.type(`${password}\n`);
  const status = await terminal.ended();
  const rest = terminal.transcript.slice(terminal.transcript.indexOf('Password: ')).trim();
  return { prompt, reply: status === 0 ? rest : '', error: status === 0 ? '' : rest };
}
