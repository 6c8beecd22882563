import { display } from '../../../interfaces/display.js';
import { giveConsent, hasConsent } from '../../endpoints/consent.js';
import { isLoopback, type Endpoint } from '../../endpoints/endpoint.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Shell } from '../session/shell-session.js';

/** asks at a terminal before the first request to exactly this address; --yes does not answer it */
export async function ensureConsent(endpoint: Endpoint, shell: Shell): Promise<void> {
  const { terminal, settings, flags, screen, signal } = shell;
  const { name, url, model } = endpoint;
  const away = !isLoopback(url);
  if (away && !settings.remote) {
    throw new ShellError(
      EXIT.noModel,
      `${name} is on another machine, and remote = false forbids that; see llmsh.toml(5)`,
    );
  }
  if (await hasConsent(endpoint, terminal)) return;
  const tty = flags.json ? undefined : terminal.openTty();
  const later = `nothing was sent; to agree to it: llmsh model use ${name}`;
  if (!tty)
    throw new ShellError(EXIT.noModel, `you have not agreed yet that your words go to ${name} (${url}); ${later}`);
  screen.clearStatus();
  await screen.note(
    [
      `${display(name)} is ${away ? 'on another machine' : 'another program on this machine'}: ${display(url)} (model ${display(model)}).`,
      '  What you say goes there, with what you hand along (-f, standard input) and what steps found where a plan is',
      '  made from it. What looks like a secret is hidden before. --show-prompt shows every word.',
    ].join('\n'),
  );
  const answer = await tty.ask(`Send your words to ${display(name)} from now on? [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw new ShellError(EXIT.noModel, later);
  await giveConsent(endpoint, terminal);
  await screen.note(`To take that back: llmsh model rm ${name}`);
}
