import type { Tier } from '../call/types.js';

/** most characters of a script that runs as root: the prompt shows all of it */
export const MAX_ROOT_SCRIPT = 2000;

export const APPLY_CHANGES = 'apply-changes';
export const UNDO_CHANGES = 'undo-changes';

const YES = { any: 'yes', inactive: 'yes', active: 'yes' } as const;
const SELF = { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' } as const;
const ADMIN = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;

export const REHEARSE_TIERS: readonly Tier[] = [
  {
    name: 'rehearse',
    runsAs: 'caller',
    description: 'Run a script as yourself in a copy of the machine',
    message: 'The operator was asked to run a script as you in a copy of the machine, where it changes nothing.',
    defaults: YES,
  },
  {
    name: 'rehearse-as-root',
    runsAs: 'root',
    maxShown: { display_script: MAX_ROOT_SCRIPT },
    discloses: true,
    description: 'Run a script as root in a copy of the machine',
    message:
      'The operator was asked to run a script as root in a copy of the machine, where it changes nothing but can read what you cannot: $(display_script)',
    defaults: ADMIN,
    alone: true,
  },
];

const CODE = 'The system runs code from some of these places, so this gives full control of the machine';
const OWN_CODE = 'Code is run from some of these places, so this gives full control of what you do';
const FACTS = '$(display_summary), sha256 $(digest)';

export const APPLY_TIERS: readonly Tier[] = [
  {
    name: 'apply-own-changes',
    runsAs: 'caller',
    description: 'Make the changes of a rehearsal as yourself',
    message: `The operator was asked to make the changes of a rehearsal as you: ${FACTS}.`,
    defaults: SELF,
  },
  {
    name: 'apply-changes',
    runsAs: 'root',
    description: 'Make the changes of a rehearsal as root',
    message: `The operator was asked to make the changes of a rehearsal as root: ${FACTS}.`,
    defaults: ADMIN,
    alone: true,
  },
  {
    name: 'apply-code-changes',
    runsAs: 'root',
    description: 'Make the changes of a rehearsal where the system runs code from',
    message: `The operator was asked to make the changes of a rehearsal as root. ${CODE}: ${FACTS}.`,
    defaults: ADMIN,
    alone: true,
  },
  {
    name: 'apply-own-code-changes',
    runsAs: 'caller',
    description: 'Make the changes of a rehearsal as yourself where code is run from',
    message: `The operator was asked to make the changes of a rehearsal as you. ${OWN_CODE}: ${FACTS}.`,
    defaults: ADMIN,
    alone: true,
  },
];

export const UNDO_TIERS: readonly Tier[] = [
  {
    name: 'undo-own-changes',
    runsAs: 'caller',
    description: 'Take back the changes of a rehearsal as yourself',
    message: `The operator was asked to take back your changes of record $(display_undoes): ${FACTS}.`,
    defaults: SELF,
  },
  {
    name: 'undo-own-code-changes',
    runsAs: 'caller',
    description: 'Take back the changes of a rehearsal as yourself where code is run from',
    message: `The operator was asked to take back your changes of record $(display_undoes). ${OWN_CODE}: ${FACTS}.`,
    defaults: ADMIN,
    alone: true,
  },
  {
    name: 'undo-code-changes',
    runsAs: 'root',
    description: 'Take back the changes of a rehearsal where the system runs code from',
    message: `The operator was asked to take back the changes of record $(display_undoes) as root. ${CODE}: ${FACTS}.`,
    defaults: ADMIN,
    alone: true,
  },
  {
    name: 'undo-changes',
    runsAs: 'root',
    description: 'Take back the changes of a rehearsal as root',
    message: `The operator was asked to take back the changes of record $(display_undoes) as root: ${FACTS}.`,
    defaults: ADMIN,
    alone: true,
  },
];
