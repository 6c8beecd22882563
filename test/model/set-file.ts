import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { isReadOnlyCommand } from '../../agent/plan/request-checks/read-only-commands.js';
import { loadScenarios, type Scenario } from './scenarios.js';

const pattern = z.union([z.strictObject({ match: z.string() }), z.unknown()]);
const step = z.looseObject({ action: z.string() }).catchall(pattern);

const outcome = z.union([
  z.literal('words'),
  z.strictObject({ shell: z.string() }),
  z.strictObject({ plan: z.array(step).min(1) }),
  z.strictObject({ look: z.array(z.string()).min(1) }),
]);

const requestSchema = z.strictObject({
  request: z.string().min(1),
  language: z.string(),
  category: z.string(),
  accept: z.array(outcome).min(1),
});

const setSchema = z.strictObject({
  name: z.string(),
  place: z
    .strictObject({ user: z.string(), home: z.string(), cwd: z.string() })
    .default({ user: 'alice', home: '/home/alice', cwd: '/home/alice' }),
  requests: z.array(requestSchema).min(1),
});

export type Accepted = z.infer<typeof outcome>;
export type SetRequest = z.infer<typeof requestSchema>;
export type RequestSet = z.infer<typeof setSchema>;

/** a set by the path of its file; `scenarios` are those of the typed planner */
export function loadSet(path: string): RequestSet {
  if (path === 'scenarios') return setSchema.parse({ name: path, requests: loadScenarios().map(fromScenario) });
  return setSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

function fromScenario({ request, category, accept }: Scenario): SetRequest {
  return { request, category, language: category === 'languages' ? 'xx' : 'en', accept: accept.map(toAccepted) };
}

function toAccepted(steps: Scenario['accept'][number]): Accepted {
  const [first] = steps;
  if (first === undefined) return 'words';
  const programs = steps.flatMap(({ action, argv }) =>
    action === 'exec' && isReadOnlyCommand(argv) && Array.isArray(argv) ? [String(argv[0])] : [],
  );
  return programs.length === steps.length ? { look: programs } : { plan: [...steps] };
}
