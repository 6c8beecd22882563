import { randomBytes } from 'node:crypto';
import { scriptWord } from '../../../interfaces/shell-word.js';
import { openRehearsals, type Rehearsal, type RehearsalsClient } from '../../operator-client/rehearsals.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Host } from '../environment/environment.js';
import { tryAsking, type Answered } from './asking.js';
import type { PromptContext } from './run-step.js';

export interface ScriptRequest {
  readonly script: string;
  readonly cwd: string;
  readonly root: boolean;
  readonly stdin?: string | undefined;
  readonly timeoutS?: number | undefined;
}

/** a connection for one rehearsal after another */
export async function withRehearsals<T>(host: Host, work: (client: RehearsalsClient) => Promise<T>): Promise<T> {
  const bus = await host.connectBus().catch(() => {
    throw new ShellError(EXIT.noHelper, 'the system bus cannot be reached; see llmsh doctor');
  });
  try {
    return await work(openRehearsals(bus));
  } finally {
    bus.close();
  }
}

/** runs a script in a copy of the machine, after a password where it runs as root; ctrl-c stops it */
export async function rehearseScript(
  client: RehearsalsClient,
  { script, ...options }: ScriptRequest,
  context: PromptContext,
): Promise<Answered<Rehearsal>> {
  const { screen, signal, host } = context;
  const job = `llmsh-${randomBytes(8).toString('hex')}`;
  const cancel = (): void => void client.cancel(job).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  screen.status('rehearsing …');
  try {
    const asks = options.root && host.uid !== 0;
    return await tryAsking(context, asks, () => client.rehearse(script, { ...options, job }));
  } finally {
    signal.removeEventListener('abort', cancel);
    screen.clearStatus();
  }
}

/** a script of root in which a home and a name are the person's, as they are where a person writes sudo */
export function asPerson(script: string, { home, userName }: Pick<Host, 'home' | 'userName'>): string {
  if (!/~|\$\{?(?:HOME|USER|LOGNAME)\b/.test(script)) return script;
  return `HOME=${scriptWord(home)} USER=${scriptWord(userName)} LOGNAME=${scriptWord(userName)}\n${script}`;
}
