import { loadCatalog } from '../../../interfaces/catalog.js';
import type { Account, Host } from '../environment/environment.js';
import { createPolkitAgent } from './polkit-agent.js';

/** the machine that llmsh runs on */
export function localHost(account: Account): Host {
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = process.env;
  return {
    ...account,
    pid: process.pid,
    desktop: x11 !== undefined || wayland !== undefined,
    loadCatalog,
    // its library takes longer to load than node itself to start, and many commands need no bus
    connectBus: async () => await (await import('../../operator-client/bus.js')).connectClientBus(),
    polkitAgent: () => createPolkitAgent(process.pid),
  };
}
