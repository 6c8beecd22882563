import { authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { defineAction, type Action } from '../../action/action.js';
import { withKind } from '../../action/parameters.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { changingPackages, refuseWhileAtWork } from '../../system/packages/one-at-a-time.js';
import { PACKAGE_SYSTEM } from '../../system/packages/detection/detect.js';
import type { PackageManager, PackagePlan } from '../../system/packages/manager.js';
import { refuseChanged, refuseDenied, refuseNeeded } from '../../system/packages/guard.js';
import type { UnitStarter } from '../../system/units/unit-starter.js';
import type { Inverse } from '../../call/inverse.js';
import { checkOutcome } from '../../system/packages/verify-packages.js';
import { rawChanges, showPlan } from '../../system/packages/prompt.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const name = z
  .string()
  .regex(PACKAGE_SYSTEM.packageName, `expected the name of a package, ${PACKAGE_SYSTEM.packageNameHint}`);

const params = z.strictObject({
  packages: withKind('packages', z.array(name).min(1).max(32)).describe('names of installed packages'),
  purge: z.boolean().optional().describe('remove their system-wide configuration as well'),
});

const result = z.strictObject({
  removed: z
    .array(z.strictObject({ name: z.string().max(256), version: z.string().max(256) }))
    .max(256)
    .describe('everything that went, with the version it had'),
});

type Params = z.infer<typeof params>;

const DEFINITION = {
  name: 'remove-packages',
  since: '0.1.0',
  summary: 'remove packages, and those that cannot do without them',
  headline: 'remove {packages}',
  params,
  result,
  tiers: [
    {
      name: 'remove-packages',
      description: 'Remove software packages',
      ...authenticationTo(
        '$(verb) $(count): $(display_changes_1)$(display_changes_2)$(display_changes_3)' +
          '$(display_changes_4)$(display_changes_5).',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: false, killable: false, undo: true },
} as const;

/** `managerOf` makes the package manager of this machine out of what starts units */
export function defineRemovePackages(managerOf: (units: UnitStarter) => PackageManager): Action {
  return defineAction({
    ...DEFINITION,
    prepare: (asked, context) => prepare(asked, managerOf(context.units), context),
  });
}

export const removePackages = defineRemovePackages(units => PACKAGE_SYSTEM.create(units));

async function prepare({ packages, purge = false }: Params, manager: PackageManager, context: PrepareContext) {
  refuseWhileAtWork();
  const asked = { names: Array.from(new Set(packages)), purge, manager };
  const plan = await inspect(asked, context);
  const shown = showPlan(plan);
  return {
    tier: 'remove-packages',
    details: {
      packages: asked.names.join(' '),
      verb: plan.verb,
      changes: rawChanges(plan),
      count: shown.count,
      ...Object.fromEntries(shown.parts.map((part, index) => [`display_changes_${index + 1}`, part])),
    },
    preview: {
      summary: `${plan.verb} ${shown.count}, which frees ${shown.unpacked}`,
      packages: shown.parts.join(''),
      unpacked: shown.unpacked,
      configuration: purge ? 'removed as well' : 'kept',
      undo: inverseOf(plan)
        ? 'yes: installs the same versions again, while they are to be had'
        : 'no: too many packages',
      note: `simulated by ${PACKAGE_SYSTEM.name} as a throw-away user, which changes nothing`,
    },
    run: (running: RunContext) => changingPackages(running.record, () => act(asked, plan, running)),
    release: async () => {},
  };
}

interface Asked {
  readonly manager: PackageManager;
  readonly names: readonly string[];
  readonly purge: boolean;
}

async function inspect({ manager, names, purge }: Asked, context: PrepareContext): Promise<PackagePlan> {
  const plan = await manager.planRemove(names, purge, context.signal);
  refuseNeeded(plan, PACKAGE_SYSTEM.neverRemoved);
  refuseDenied(plan, context.bounds.packages.denied);
  return plan;
}

function inverseOf({ changes }: PackagePlan): Inverse | undefined {
  const packages = changes.map(change => change.name);
  if (!params.safeParse({ packages }).success) return undefined;
  return { action: 'install-packages', params: { packages }, expect: { changes: rawChanges({ changes }) } };
}

async function act(asked: Asked, plan: PackagePlan, context: RunContext): Promise<z.infer<typeof result>> {
  refuseChanged(plan, await inspect(asked, context));
  context.commit();
  const inverse = inverseOf(plan);
  if (inverse) await context.saveUndo(inverse);
  const outcome = await asked.manager.apply(plan, {
    id: context.record,
    signal: context.signal,
    progress: (percent, text) => context.progress(percent, text),
    output: text => void context.output('stdout', text).catch(() => {}),
  });
  await checkOutcome(asked.manager, plan, outcome);
  // told from the package database, not from the plan
  const gone = outcome.changed.filter(({ to }) => to === undefined);
  return { removed: gone.map(({ name: removed, from }) => ({ name: removed, version: from ?? '' })) };
}
