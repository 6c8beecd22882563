import * as z from 'zod';

const ANTHROPIC = 'https://api.anthropic.com/v1';

const shared = {
  /** the endpoint's own name of the model */
  model: z.string().min(1).max(200),
  /** source of the key: an environment variable, or a file that only its owner may read */
  key_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'names a variable of the environment')
    .optional(),
  key_file: z.string().min(1).max(4096).optional(),
  /** certificates in pem: they alone vouch for the endpoint, and those of everybody no longer do */
  ca_file: z.string().min(1).max(4096).optional(),
  /** tokens that fit into one request, the answer included */
  context: z.int().min(1024).max(10_000_000).default(32_768),
  /**
   * whether the endpoint is asked to keep the answer to the plan's schema. `optional` is for those who let keys be left
   * out (llama.cpp, vllm, ollama); openai itself wants every key, and a null where there is nothing to say
   */
  schema: z.union([z.boolean(), z.literal('optional')]).default(true),
  /** thinks before it answers: takes no temperature, and counts its thoughts as part of the answer */
  reasoning: z.boolean().default(false),
  /** seconds of silence after which it is given up; an answer that never ends has five times as long */
  timeout_s: z.int().min(1).max(3600).default(120),
  /** also where neither tls nor this very machine keeps others from reading along */
  allow_http: z.boolean().default(false),
};

const tableSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('openai'), url: z.string(), ...shared }),
    z.strictObject({ kind: z.literal('anthropic'), url: z.string().default(ANTHROPIC), ...shared }),
    z.strictObject({ kind: z.literal('local'), model: z.string().min(1).max(200) }),
  ])
  .superRefine((table, context) => {
    const problem = table.kind === 'local' ? undefined : problemOf(table);
    if (problem !== undefined) context.addIssue({ code: 'custom', ...problem });
  });

type Table = z.infer<typeof tableSchema>;

/** a model behind an address, as the person or the administrator wrote it down */
export type Endpoint = Exclude<Table, { kind: 'local' }> & { readonly name: string };

export type ModelTables = Readonly<Record<string, Table>>;

export const modelTables = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a name is lowercase letters, digits, dots and dashes'),
  tableSchema,
);

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** true where nothing leaves the machine, though it leaves this program */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(new URL(url).hostname);
}

interface Addressed {
  readonly url: string;
  readonly allow_http: boolean;
  readonly key_env?: string | undefined;
  readonly key_file?: string | undefined;
}

function problemOf({ url, allow_http, key_env, key_file }: Addressed): { path: string[]; message: string } | undefined {
  if (key_env !== undefined && key_file !== undefined)
    return { path: ['key_env'], message: 'key_env or key_file, not both' };
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const about = (message: string) => ({ path: ['url'], message });
  if (address === undefined || !/^https?:$/.test(address.protocol))
    return about('an address that begins with https://');
  if (address.username !== '' || address.password !== '') return about('holds a password: use key_env or key_file');
  if (address.search !== '' || address.hash !== '') return about('ends with the path, such as /v1');
  if (address.protocol === 'https:' || isLoopback(url)) return undefined;
  if (!allow_http) return about('is not encrypted: use https, or say allow_http = true for a network of your own');
  const keyed = key_env !== undefined || key_file !== undefined;
  return keyed ? about('is not encrypted, so no key is sent there: use https') : undefined;
}
