import type { Details } from './types.js';

/** a call that takes another one back */
export interface Inverse {
  /** kebab-case name of an action, on the register or among those that only undo has */
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** passed to the inverse call as `content`; kept beside the record, never in it */
  readonly bytes?: Buffer;
  /** bytes that are kept in another place, and count as well */
  readonly elsewhere?: number;
  /** facts that preparing the inverse must find: another value means that the world has changed since */
  readonly expect: Details;
}
