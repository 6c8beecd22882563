import { authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import { withKind } from '../../action/parameters.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { changingPackages, refuseWhileAtWork } from '../../system/packages/one-at-a-time.js';
import { PACKAGE_SYSTEM } from '../../system/packages/detection/detect.js';
import type { ApplyOutcome, PackageChange, PackageManager, PackagePlan } from '../../system/packages/manager.js';
import { refuseChanged, refuseDenied } from '../../system/packages/guard.js';
import type { UnitStarter } from '../../system/units/unit-starter.js';
import type { Inverse } from '../../call/inverse.js';
import { checkOutcome, unplanned } from '../../system/packages/verify-packages.js';
import { rawChanges, showPlan } from '../../system/packages/prompt.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const name = z
  .string()
  .regex(PACKAGE_SYSTEM.packageName, `expected the name of a package, ${PACKAGE_SYSTEM.packageNameHint}`);
const version = z.string().max(256);

const params = z.strictObject({
  packages: withKind('packages', z.array(name).min(1).max(32)).describe(
    `names of packages, as ${PACKAGE_SYSTEM.name} knows them`,
  ),
});

const result = z.strictObject({
  installed: z
    .array(z.strictObject({ name: z.string().max(256), version, previous: version.optional() }))
    .max(256)
    .describe('everything that came, with its version, and the earlier version where there was one'),
  removed: z.array(z.string().max(512)).max(256).optional().describe('what went although nobody asked for it'),
  kept: z
    .array(z.string().max(4096))
    .max(64)
    .optional()
    .describe(
      `configuration files that were changed here and therefore kept: the new ones lie beside them as ${PACKAGE_SYSTEM.keptEnding}`,
    ),
});

type Params = z.infer<typeof params>;

const DEFINITION = {
  name: 'install-packages',
  since: '0.1.0',
  summary: 'install packages of the distribution, with what they need',
  headline: 'install {packages}',
  params,
  result,
  tiers: [
    {
      name: 'install-packages',
      description: 'Install software packages',
      ...authenticationTo(
        'install $(count): $(display_changes_1)$(display_changes_2)$(display_changes_3)' +
          '$(display_changes_4)$(display_changes_5). To download: $(download).',
      ),
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: true, openWorld: true, killable: false, undo: true },
} as const;

/** `managerOf` makes the package manager of this machine out of what starts units */
export function defineInstallPackages(managerOf: (units: UnitStarter) => PackageManager): Action {
  return defineAction({
    ...DEFINITION,
    prepare: (asked, context) => prepare(asked, managerOf(context.units), context),
  });
}

export const installPackages = defineInstallPackages(units => PACKAGE_SYSTEM.create(units));

async function prepare({ packages }: Params, manager: PackageManager, context: PrepareContext) {
  refuseWhileAtWork();
  const names = Array.from(new Set(packages));
  const plan = await inspect(manager, names, context);
  const shown = showPlan(plan);
  return {
    tier: 'install-packages',
    details: {
      packages: names.join(' '),
      changes: rawChanges(plan),
      count: shown.count,
      download: shown.download,
      ...Object.fromEntries(shown.parts.map((part, index) => [`display_changes_${index + 1}`, part])),
    },
    preview: {
      summary: `install ${shown.count}, ${shown.download} to download`,
      packages: shown.parts.join(''),
      ...(plan.leftOut.length > 0 && {
        left_out: `recommended, and left out by ${PACKAGE_SYSTEM.recommendsSetting}: ${plan.leftOut.join(' ')}`,
      }),
      download: shown.download,
      unpacked: shown.unpacked,
      undo: inverseOf(plan) ? 'yes: removes what comes now; an upgrade stays' : 'no: nothing comes that was not there',
      note: `simulated by ${PACKAGE_SYSTEM.name} as a throw-away user, which changes nothing`,
    },
    run: (running: RunContext) => changingPackages(running.record, () => act({ manager, names, plan }, running)),
    release: async () => {},
  };
}

async function inspect(
  manager: PackageManager,
  names: readonly string[],
  context: PrepareContext,
): Promise<PackagePlan> {
  const plan = await manager.planInstall(names, context.signal);
  if (plan.changes.length === 0) {
    throw new OperatorError('failed', `nothing to do, already installed: ${plan.pins.join(', ').replaceAll('=', ' ')}`);
  }
  refuseDenied(plan, context.bounds.packages.denied);
  return plan;
}

// an earlier version may be gone from where it came from, so only what is added can be taken back
function inverseOf(
  plan: PackagePlan,
  changes: readonly Pick<PackageChange, 'name' | 'from' | 'to'>[] = plan.changes,
): Inverse | undefined {
  const added = changes.filter(({ from, to }) => from === undefined && to !== undefined);
  const packages = added.map(change => change.name);
  if (!params.safeParse({ packages }).success) return undefined;
  const expect = { changes: added.map(change => `${change.name}=${change.to ?? ''}`).join(' ') };
  return { action: 'remove-packages', params: { packages }, expect };
}

interface ApprovedCall {
  readonly manager: PackageManager;
  readonly names: readonly string[];
  readonly plan: PackagePlan;
}

async function act({ manager, names, plan }: ApprovedCall, context: RunContext): Promise<z.infer<typeof result>> {
  const work = {
    id: context.record,
    signal: context.signal,
    progress: (percent: number, text: string) => context.progress(percent, text),
    output: (text: string) => void context.output('stdout', text).catch(() => {}),
  };
  await manager.download(plan, work);
  // the download took its time, and the lists may be others now
  refuseChanged(plan, await inspect(manager, names, context));
  context.commit();
  const inverse = inverseOf(plan);
  if (inverse) await context.saveUndo(inverse);
  const outcome = await manager.apply(plan, work);
  // the undoing takes back everything that really came
  const actual = inverseOf(plan, outcome.changed);
  if (actual && unplanned(plan, outcome).length > 0) await context.saveUndo(actual);
  await checkOutcome(manager, plan, outcome);
  return report(outcome);
}

// told from the package database, not from the plan
function report({ changed, kept }: ApplyOutcome): z.infer<typeof result> {
  const came = changed.filter(({ to }) => to !== undefined);
  const gone = changed.filter(({ to }) => to === undefined);
  return {
    installed: came.map(({ name: changed_, from, to = '' }) => ({
      name: changed_,
      version: to,
      ...(from !== undefined && { previous: from }),
    })),
    ...(gone.length > 0 && { removed: gone.map(({ name: changed_, from = '' }) => `${changed_} ${from}`.trim()) }),
    ...(kept.length > 0 && { kept: [...kept] }),
  };
}
