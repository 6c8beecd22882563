import { shellWord } from '../../../interfaces/shell-word.js';
import { accountProblem, administrators, ownAccountState } from '../execution/password-available.js';
import type { Check } from './doctor-command.js';
import type { Host, Terminal } from '../environment/environment.js';
import type { Shell } from '../session/shell-session.js';

/** whether a password that is asked for can be given */
export async function* accountChecks({ terminal, host }: Shell): AsyncGenerator<Check> {
  if (host.uid === 0) {
    const cure = 'run llmsh as yourself; for root there is: llmsh apply --yes plan.json';
    yield { name: 'account', state: 'warning', detail: 'you are root: no plans are made, and nobody is asked', cure };
    return;
  }
  yield await checkPassword(host);
  yield* checkGroups(host);
  yield await checkAdministrators(host);
  yield await checkPrompt(terminal, host);
}

async function checkPassword(host: Host): Promise<Check> {
  const state = await ownAccountState(host);
  if (state === 'must-change' || state === 'expired') {
    const [detail = '', cure = ''] = (await accountProblem(host)).split('\n');
    return { name: 'password', state: 'broken', detail, cure };
  }
  if (state !== 'locked') {
    const detail = state === 'usable' ? `${host.userName} has a password` : 'whether there is a password is not known';
    return { name: 'password', state: 'ok', detail };
  }
  return {
    name: 'password',
    state: 'broken',
    detail: `${host.userName} has no password that could be typed: every prompt is in vain`,
    cure: `sudo passwd ${shellWord(host.userName)}, or a polkit rule: /usr/share/doc/llm-os/examples/50-llmos.rules.example`,
  };
}

// a login keeps the groups that it began with, and so does a tmux that outlives it
async function* checkGroups(host: Host): AsyncGenerator<Check> {
  const ask = async (...names: string[]) => {
    const result = await host.runProgram('id', ['-Gn', ...names], { timeoutMs: 5000 }).catch(() => undefined);
    return new Set(result?.exitCode === 0 ? result.stdout.trim().split(/\s+/) : []);
  };
  const [now, known] = [await ask(), await ask(host.userName)];
  if (now.size === 0 || known.size === 0) return;
  const changed = [...now, ...known].filter(group => !now.has(group) || !known.has(group));
  if (changed.length === 0) return;
  const detail = `your groups changed since you logged in (${changed.join(', ')})`;
  yield { name: 'groups', state: 'warning', detail, cure: 'log in again, outside an old tmux or screen' };
}

async function checkAdministrators(host: Host): Promise<Check> {
  const admins = await administrators(host);
  if (admins.length > 0) {
    return { name: 'administrators', state: 'ok', detail: `polkit asks for the password of: ${admins.join(', ')}` };
  }
  const cure = `sudo usermod -aG sudo ${host.userName}, if polkit's rules name that group`;
  return { name: 'administrators', state: 'warning', detail: "none found: polkit asks for root's password", cure };
}

async function checkPrompt(terminal: Terminal, host: Host): Promise<Check> {
  const name = 'password prompt';
  const found = await host.runProgram('pkttyagent', ['--version'], { timeoutMs: 5000 }).catch(() => undefined);
  if (terminal.openTty()) {
    if (found?.exitCode === 0) return { name, state: 'ok', detail: 'on this terminal, by pkttyagent' };
    return { name, state: 'broken', detail: 'pkttyagent is missing', cure: 'apt install polkitd' };
  }
  if (host.desktop) {
    return { name, state: 'ok', detail: "by the desktop's own dialog, if it has one" };
  }
  const cure = 'run llmsh on a terminal (ssh -t), or let an administrator write a polkit rule';
  return { name, state: 'warning', detail: 'no terminal and no desktop here: what needs a password is refused', cure };
}
