import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import type { Inverse } from '../../call/inverse.js';
import { authenticationTo, inGerman } from '../../call/prompt-texts.js';
import { openSettingsFile } from '../../files/settings-file.js';
import { inverseOf, prepareSetting } from '../../settings/prepare-setting.js';
import { HOSTS, isInHosts, renameInHosts } from '../../system/settings/hosts-file.js';
import { HOSTNAMED } from '../../system/settings/services.js';
import { callSettings, readText } from '../../system/settings/settings-service.js';

const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;
const host = z.string().max(64);

const DEFINITION = {
  name: 'set-hostname',
  since: '0.1.0',
  summary: 'set the name of the machine',
  headline: 'name the machine {hostname}',
  params: z.strictObject({
    hostname: host
      .regex(HOST_NAME, 'expected a host name: letters, digits and hyphens, parts with dots between them')
      .describe('the new name, such as garage or garage.example.org'),
  }),
  result: z.strictObject({
    present: host.describe('name of the machine now'),
    previous: z.string().max(256).describe('the one before'),
    applies: z.string().max(128).describe('what it holds for, and from when on'),
  }),
  tiers: [
    {
      name: 'set-hostname',
      description: 'Set the name of the machine',
      ...authenticationTo('rename the machine from $(display_present) to $(display_new).$(display_hosts)'),
      ...inGerman(
        'Namen des Rechners setzen',
        'den Rechner von $(display_present) in $(display_new) umzubenennen.$(display_hosts)',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: false, undo: true },
} as const;

/** `hosts` lies elsewhere in tests */
export function defineSetHostname(hosts: string): Action {
  return defineAction({
    ...DEFINITION,
    effects: () => ({ paths: ['/etc/hostname', hosts] }),
    prepare: ({ hostname }, context) => prepare(hostname, context, hosts),
  });
}

export const setHostname = defineSetHostname(HOSTS);

async function prepare(hostname: string, context: PrepareContext, path: string) {
  const { bus } = context;
  if (/^(localhost|localhost\..*)$/i.test(hostname)) {
    throw new OperatorError('invalid-args', 'hostname: localhost is the name that every machine has for itself');
  }
  const read = () => readText(bus, HOSTNAMED, 'StaticHostname');
  const before = await read();
  const change = {
    action: 'set-hostname',
    wanted: hostname,
    back: (name: string) => (host.regex(HOST_NAME).safeParse(name).success ? { hostname: name } : undefined),
  };
  const file = await openHosts(path, context, inverseOf(change, before));
  const text = file && renameInHosts(file.text, before, hostname);
  const known = text !== undefined || (file !== undefined && isInHosts(file.text, hostname));
  return await prepareSetting({
    ...change,
    tier: 'set-hostname',
    label: 'the name of the machine',
    details: {
      hostname,
      hosts: String(text !== undefined),
      display_hosts: text === undefined ? '' : ' /etc/hosts too.',
    },
    applies: 'at once; shells show it from the next login on',
    note: known
      ? 'mail, certificates, the router and monitoring may still know the old name'
      : `${display(path)} will not know the new name, so sudo may wait and complain: add it there`,
    // as root our call would pass hostnamed's own check: it is made for the caller first
    foreign: [{ actionId: 'org.freedesktop.hostname1.set-static-hostname', details: {} }],
    read,
    write: async (running: RunContext) => {
      await callSettings(bus, HOSTNAMED, 'SetStaticHostname', 'sb', [hostname, false]);
      if (text !== undefined) await file?.write(text, running);
    },
    end: async () => await file?.end(),
  });
}

// a file that is too large, or that others may write, is left alone
async function openHosts(path: string, context: PrepareContext, inverse: Inverse | undefined) {
  if (!inverse) return undefined;
  return await openSettingsFile(path, context, () => inverse).catch((error: unknown) => {
    if (error instanceof OperatorError) return undefined;
    throw error;
  });
}
