import { askedTo } from '../../call/prompt-texts.js';
import type { Tier } from '../../call/types.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

// a command line of an ordinary length stays readable
const SHOWN_OF_DETAILS = { display_argv: 400 };

export const EXEC_TIERS: readonly Tier[] = [
  {
    name: 'exec-confined',
    description: 'Run a listed program that can change no file',
    ...askedTo('run $(display_argv), confined so that it can change no file.'),
    defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
    runsAs: 'caller',
    readOnly: true,
    maxShown: SHOWN_OF_DETAILS,
  },
  {
    name: 'exec-as-caller',
    description: 'Run a program as yourself',
    ...askedTo(
      'run $(display_argv) as you ($(display_program) in $(display_cwd), $(display_stdin)). It may change your files; it has no network.',
    ),
    defaults: { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' },
    runsAs: 'caller',
    maxShown: SHOWN_OF_DETAILS,
  },
  {
    name: 'exec-as-root',
    description: 'Run a listed program as root',
    ...askedTo(
      'run $(display_argv) as root ($(display_program) in $(display_cwd), $(display_stdin)). It has full control of the machine.',
    ),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
    discloses: true,
    maxShown: SHOWN_OF_DETAILS,
    alone: true,
  },
];
