import * as z from 'zod';

// an absolute path in normal form; a `*` stands for anything within one component, `~/` for each home
const pathPattern = z
  .string()
  .regex(/^~?(\/[^/\p{Cc}]+)+$/u, 'expected an absolute path, or one below ~/, without a trailing slash');
const program = z.string().regex(/^(\/[A-Za-z0-9._+-]+)+$/, 'expected the absolute path of a program');
const programName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, 'expected the name of a program');
const unitPattern = z.string().regex(/^[A-Za-z0-9:_.@*\\-]+$/, 'expected a unit name, where * stands for anything');
const packagePattern = z.string().regex(/^[a-z0-9*][a-z0-9+.*-]*$/, 'expected a package name');
const word = z.string().regex(/^[\u0021-\u007e]+$/, 'expected a word of printable ascii');
const seconds = (max: number) => z.int().min(1).max(max);

const actionId = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'expected the id of a polkit action');
const cageName = z.enum(['files', 'system', 'home', 'look']);
const valueType = z.enum(['flag', 'integer', 'word', 'path', 'unit']);

const confinedProgram = z.strictObject({
  path: program,
  cage: cageName,
  /** refused as they stand and as `NAME=value`; the cage is the boundary, this only says no sooner */
  refuse: z.array(word).default([]),
  enabled: z.boolean().default(true),
});

const rootForm = z.strictObject({
  /** fixed words that come first, such as a subcommand */
  words: z.array(word).default([]),
  /** long options as `--name` or `--name=value`, short ones as `-n` or `-n value`; nothing else is let through */
  options: z.record(z.string().regex(/^(-[A-Za-z0-9]|--[a-z0-9][a-z0-9-]*)$/), valueType).default({}),
  /** operands come after `--` */
  operands: z.enum(['integer', 'word', 'path', 'unit']).optional(),
  max_operands: z.int().min(0).max(16).default(0),
  /**
   * polkit actions of the services that it asks: as root it passes their checks, so the caller is held to them first, and
   * a `NO` there is a `NO` here. never left out, or one that talks to a bus would be a way round its service
   */
  foreign: z.array(actionId, 'name the polkit actions of the services that it asks, or [] where it asks none'),
});

const rootProgram = z.strictObject({
  path: program,
  forms: z.array(rootForm).min(1),
  enabled: z.boolean().default(true),
});

const sections = {
  idle_exit_s: seconds(86_400),
  calls_per_uid: z.int().min(1).max(64),
  calls_total: z.int().min(1).max(1024),
  prompt_timeout_s: seconds(3600),
  paths: z.strictObject({ denied: z.array(pathPattern), code: z.array(pathPattern), data: z.array(pathPattern) }),
  files: z.strictObject({
    max_reply_bytes: z.int().min(1).max(1_048_576),
    max_content_bytes: z.int().min(0).max(1_048_576),
    max_object_bytes: z.int().min(1).max(1_073_741_824),
    timeout_s: seconds(3600),
  }),
  undo: z.strictObject({
    max_record_bytes: z.int().min(0).max(1_048_576),
    max_total_bytes: z.int().min(0).max(17_179_869_184),
    max_records: z.int().min(1).max(10_000),
  }),
  packages: z.strictObject({ denied: z.array(packagePattern) }),
  units: z.strictObject({
    protected: z.array(unitPattern),
    lockout: z.array(unitPattern),
    confirm_s: z.int().min(10).max(3600),
  }),
  exec: z.strictObject({
    timeout_s: seconds(86_400),
    max_timeout_s: seconds(86_400),
    max_output_bytes: z.int().min(1).max(524_288),
    max_stdin_bytes: z.int().min(0).max(1_048_576),
  }),
  programs: z.record(programName, confinedProgram),
  root_programs: z.record(programName, rootProgram),
};

export const settingsSchema = z.strictObject(sections);

/** one file: any part of the whole, but each part right */
export const settingsPiece = z.strictObject({
  ...settingsSchema.partial().shape,
  paths: sections.paths.partial().optional(),
  files: sections.files.partial().optional(),
  undo: sections.undo.partial().optional(),
  packages: sections.packages.partial().optional(),
  units: sections.units.partial().optional(),
  exec: sections.exec.partial().optional(),
  programs: z.record(programName, confinedProgram.partial()).optional(),
  root_programs: z.record(programName, rootProgram.partial()).optional(),
});

export type OperatorSettings = z.infer<typeof settingsSchema>;
export type ConfinedProgram = z.infer<typeof confinedProgram>;
export type RootProgram = z.infer<typeof rootProgram>;
export type RootForm = z.infer<typeof rootForm>;
export type ValueType = z.infer<typeof valueType>;

/** arrays that a later file can only add to */
export const GROWING: ReadonlySet<string> = new Set([
  'paths.denied',
  'paths.code',
  'packages.denied',
  'units.protected',
  'units.lockout',
]);
