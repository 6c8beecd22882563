import * as z from 'zod';

// how a command line is understood as a call of an action: data, which stands beside the action and is read by who plans

const value = z.union([z.string(), z.number(), z.boolean()]);

/** the first reading whose pattern matches the whole text gives the value; `$1` is the first group */
const readingSchema = z.strictObject({
  match: z.string(),
  value,
  /** multiplies a number */
  scale: z.number().optional(),
});

const slot = {
  param: z.string(),
  /** the text as it stands unless given; a text that matches none does not lift */
  readings: z.array(readingSchema).optional(),
};

const optionSchema = z.union([
  /** a flag without a meaning for the action */
  z.literal('ignored'),
  /** takes a value without a meaning for the action */
  z.literal('ignored-value'),
  /** a flag that says a parameter */
  z.strictObject({ set: z.record(z.string(), value) }),
  /** takes a value, which becomes a parameter */
  z.strictObject(slot),
  /** not lifted, for this reason */
  z.strictObject({ refuse: z.string() }),
]);

const many = z.enum(['list', 'each']);

const operandSchema = z.union([
  /** exactly this word */
  z.string(),
  z.strictObject({
    ...slot,
    optional: z.boolean().optional(),
    /** takes all that follow: as a list, or as a call for each */
    many: many.optional(),
    /** the text names processes: a call for each of those that there are */
    processes: z.enum(['name', 'pattern']).optional(),
  }),
  /** a word that says several parameters: by the first that matches the whole of it, with its groups filled in */
  z.strictObject({
    patterns: z.array(
      z.strictObject({
        match: z.string(),
        set: z.record(z.string(), value),
        /** parameters in which a backslash only takes its meaning from the sign behind it */
        unescaped: z.array(z.string()).optional(),
      }),
    ),
  }),
  /** a word that says nothing to the action */
  z.strictObject({ ignored: z.string(), optional: z.boolean().optional() }),
  /** words such as `CPUQuota=50%`, each a parameter of its own */
  z.strictObject({ named: z.record(z.string(), z.strictObject(slot)) }),
]);

const formSchema = z.strictObject({
  /** name of the rule, which `--explain-plan` shows */
  id: z.string(),
  programs: z.array(z.string()).min(1),
  /** options by their spelling, dashes included; any other option keeps the command from lifting */
  options: z.record(z.string(), optionSchema).optional(),
  /** groups of options; one of each group is required */
  needs: z.array(z.array(z.string())).optional(),
  operands: z.array(operandSchema).optional(),
  /** parameters of the call, or of each of several calls */
  set: z.union([z.record(z.string(), value), z.array(z.record(z.string(), value))]).optional(),
  /** the first operand ends the options */
  ordered: z.boolean().optional(),
  /** says no call, since it only prepares what the action does, such as reading the lists of packages */
  prepares: z.boolean().optional(),
  /** told where the action does not do quite what the command does */
  note: z.string().optional(),
  /** parameters set by a filter behind a pipe: the number of lines, the word to search for */
  lines: z.string().optional(),
  word: z.string().optional(),
});

/** maps text written into a file (`echo … > FILE`, `tee`, a here-document) to parameters of the action */
const textSchema = z.strictObject({ id: z.string(), path: z.string(), content: z.string(), append: z.string() });

export const liftingSchema = z.strictObject({
  action: z.string(),
  forms: z.array(formSchema).default([]),
  text: textSchema.optional(),
});

export type Reading = z.infer<typeof readingSchema>;
export type OptionRule = z.infer<typeof optionSchema>;
export type Operand = z.infer<typeof operandSchema>;
export type Form = z.infer<typeof formSchema>;
export type Lifting = z.output<typeof liftingSchema>;
/** as it is written beside the action */
export type LiftingInput = z.input<typeof liftingSchema>;
