export const BUS_NAME = 'org.llmos.Operator1';
/** name of the connection over which the operator asks other services; nothing is served there */
export const CLIENT_NAME = 'org.llmos.Operator1.Client';
export const INTERFACE_NAME = 'org.llmos.Operator1';
export const OBJECT_PATH = '/org/llmos/Operator1';
export const ACTION_ID_PREFIX = 'org.llmos.operator1.';

/** tiers of the methods that are no actions */
export const SERVICE_TIER = {
  confirmChange: 'confirm-change',
  forceUndo: 'force-undo',
  manageRecords: 'manage-records',
  runPlan: 'run-plan',
} as const;

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** `read-file` → `ReadFile`, the d-bus method */
export function toMethodName(name: string): string {
  return checkKebab(name)
    .split('-')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `read-file` → `read_file`, the word used in plans, over mcp and in `Preview` */
export function toToolName(name: string): string {
  return checkKebab(name).replaceAll('-', '_');
}

/** `read-own-file` → `org.llmos.operator1.read-own-file` */
export function toActionId(tier: string): string {
  return ACTION_ID_PREFIX + checkKebab(tier);
}

function checkKebab(name: string): string {
  if (!KEBAB.test(name)) throw new TypeError(`not a kebab-case name: ${name}`);
  return name;
}
