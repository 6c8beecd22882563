import type { Catalog } from '../../../interfaces/catalog.js';
import type { Host, PolkitAgent, Terminal } from '../environment/environment.js';
import type { Taint } from '../environment/taint.js';
import type { Screen } from '../terminal/screen.js';

/** the world that a plan is carried out in */
export interface SessionOptions {
  readonly terminal: Terminal;
  readonly host: Host;
  readonly screen: Screen;
  readonly catalog: Catalog;
  readonly taint: Taint;
  readonly polkitAgent: PolkitAgent;
  readonly json: boolean;
  readonly yes: boolean;
  readonly ask: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}
