import { test } from 'vitest';

/** facts of one attack for the table of `npm run attack` */
export interface AttackFacts {
  /** how it was seen to succeed once the defence was taken away */
  without: string;
  /** how often, or in how many ways, it was tried */
  tries: number;
}

declare module 'vitest' {
  interface TaskMeta {
    attack?: AttackFacts;
  }
}

export interface AttackOptions {
  /** how it was seen to succeed once the defence was taken away: a few words, seen and not supposed */
  readonly without: string;
  /** tries under `npm run attack`; 1 where unsaid */
  readonly tries?: number;
  /** tries under `npm test`; as many as `tries` where unsaid */
  readonly fast?: number;
  /** milliseconds that the full number of tries may take; ten minutes where unsaid */
  readonly timeout?: number;
}

export interface AttackContext {
  readonly tries: number;
  /** for an attack that learns while it runs in how many ways it was tried */
  readonly counted: (tries: number) => void;
}

/** whether the full numbers are wanted: `npm run attack`, not `npm test` */
export const full = process.env['LLMOS_ATTACK'] === 'full';

/** a test that is an attack: it has a row in the table, and passes when the attack does not succeed */
export function attack(
  name: string,
  options: AttackOptions,
  work: (context: AttackContext) => Promise<void> | void,
): void {
  const tries = full ? (options.tries ?? 1) : (options.fast ?? options.tries ?? 1);
  test(name, { tags: ['attack'], timeout: options.timeout ?? 600_000 }, async ({ task }) => {
    const facts: AttackFacts = { without: options.without, tries };
    task.meta.attack = facts;
    await work({
      tries,
      counted: count => {
        facts.tries = count;
      },
    });
  });
}
