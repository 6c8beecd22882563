import * as z from 'zod';

/** a `block` stands under the step in full, a `line` beside other facts; `hidden` is in the step's line already, or for programs */
export type Shown = 'block' | 'hidden' | 'line';

const text = (description: string, shown: Shown = 'line'): z.ZodOptional<z.ZodString> =>
  z.string().optional().meta({ description, shown });

// facts that an action may give about a call before it is authorized
const actionFacts = {
  summary: text('the call in a few words', 'hidden'),
  undo: text('`yes` or `no`, with a reason or a limit after a colon or a comma', 'hidden'),
  note: text('a caution, or how the facts were found'),
  confirm: text('time limit and way to keep a change that is reverted otherwise'),
  force: text('effect of `force`, in a preview of undo'),
  visibility: text('other people who can see a part of the call'),
  path: text('absolute path of the file, links resolved', 'hidden'),
  diff: text('change of a text file as a unified diff', 'block'),
  changes: text('files, directories and links that are changed, one a line', 'block'),
  content: text('`protected` where the caller may not read the file', 'block'),
  size: text('size of the file in bytes'),
  digest: text('sha256 of the new content'),
  mode: text('permissions of the file in octal digits'),
  uid: text('owner of the file'),
  packages: text('packages that are installed, removed or changed, a version after each', 'block'),
  download: text('size of the download'),
  unpacked: text('disk space that is taken or freed'),
  configuration: text('`kept`, or `removed as well`'),
  unit: text('name of the unit'),
  description: text('description of the unit'),
  state: text('state of the unit in words'),
  active_state: text('`ActiveState` of the unit'),
  unit_file_state: text('`UnitFileState` of the unit'),
  also_stops: text('other units that the job stops, separated by spaces'),
  also_restarts: text('other units that the job restarts, separated by spaces'),
  cpu_percent: text('present limit of processor time in percent of one core, 0 for none'),
  memory_max: text('present limit of memory'),
  tasks_max: text('present limit of tasks, 0 for none'),
  memory_now: text('memory that the unit uses'),
  tasks_now: text('tasks of the unit'),
  name: text('name of the program of the process'),
  user: text('user of the process'),
  started: text('start time of the process'),
  program: text('absolute path of the program'),
  cwd: text('directory that the program runs in'),
  cage: text('sandbox that the program runs in'),
  tier: text('authority that the program runs with: `confined`, `caller` or `root`', 'hidden'),
  device: text('name of the device'),
  present: text('present value of the setting'),
  new: text('new value of the setting'),
  applies: text('moment from which the setting counts'),
};

// added by the service itself
const callFacts = {
  action_id: text('polkit action that the call needs', 'hidden'),
  authorization: text('answer of polkit without a prompt: `yes`, `challenge` (it would ask) or `no`', 'hidden'),
  message: text('text of the prompt', 'hidden'),
  record: text('record that undo would take back', 'hidden'),
};

/** every key that the reply of `Preview` may have; all of them are text */
export const previewSchema = z.strictObject({ ...actionFacts, ...callFacts });
export const actionPreviewSchema = z.strictObject(actionFacts);

/** the reply of `Preview` */
export type Preview = Readonly<z.infer<typeof previewSchema>>;
/** the part of it that an action gives: told to its caller before any authorization */
export type ActionPreview = Readonly<z.infer<typeof actionPreviewSchema>>;

const shownSchema = z.looseObject({ shown: z.enum(['block', 'hidden', 'line']) });
const shownByKey = new Map(
  Object.entries(previewSchema.shape).map(([key, type]) => [key, shownSchema.parse(type.meta()).shown] as const),
);

/** place of a key in a terminal; a key of a newer operator is a line */
export function placeOf(key: string): Shown {
  return shownByKey.get(key) ?? 'line';
}
