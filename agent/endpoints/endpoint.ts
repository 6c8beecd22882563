import * as z from 'zod';
import { headerName, headerValue, isSecretName, mayBeSecret, queryName } from './additions.js';

const ANTHROPIC = 'https://api.anthropic.com/v1';

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'names a variable of the environment');

const shared = {
  /** the endpoint's own name of the model */
  model: z.string().min(1).max(200),
  /** source of the key: an environment variable, or a file that only its owner may read */
  key_env: variable.optional(),
  key_file: z.string().min(1).max(4096).optional(),
  /** header that carries the key, where it is another than the protocol's own */
  key_header: headerName.optional(),
  /** sent along with every request: never a secret, those stand in `headers_env` as names of variables */
  headers: z.record(headerName, headerValue).optional(),
  headers_env: z.record(headerName, variable).optional(),
  /** put behind the address of every request, such as `api-version` */
  query: z.record(queryName, headerValue).optional(),
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
  /** how long such a model thinks, where the endpoint lets that be said */
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high']).optional(),
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

type Addressed = Pick<
  Endpoint,
  'url' | 'allow_http' | 'key_env' | 'key_file' | 'key_header' | 'headers' | 'headers_env' | 'query'
>;

interface Problem {
  readonly path: string[];
  readonly message: string;
}

function problemOf(table: Addressed): Problem | undefined {
  return problemOfKeys(table) ?? problemOfAddress(table);
}

function problemOfKeys({ key_env, key_file, key_header, headers = {}, query = {} }: Addressed): Problem | undefined {
  if (key_env !== undefined && key_file !== undefined)
    return { path: ['key_env'], message: 'key_env or key_file, not both' };
  if (key_header !== undefined && key_env === undefined && key_file === undefined)
    return { path: ['key_header'], message: 'there is no key to send in it: set key_env or key_file' };
  const suspect = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).find(([name, value]) => isSecretName(name) || mayBeSecret(value))?.[0];
  const [header, parameter] = [suspect(headers), suspect(query)];
  if (header !== undefined)
    return { path: ['headers', header], message: 'looks like a secret: name a variable for it in headers_env' };
  if (parameter !== undefined)
    return {
      path: ['query', parameter],
      message: 'looks like a secret, and addresses are logged: use key_env or key_file',
    };
  return undefined;
}

function problemOfAddress({ url, allow_http, ...table }: Addressed): Problem | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const about = (message: string) => ({ path: ['url'], message });
  if (address === undefined || !/^https?:$/.test(address.protocol))
    return about('an address that begins with https://');
  if (address.username !== '' || address.password !== '') return about('holds a password: use key_env or key_file');
  if (address.search !== '' || address.hash !== '')
    return about('ends with the path, such as /v1: what stands behind a question mark goes into query');
  if (address.protocol === 'https:' || isLoopback(url)) return undefined;
  if (!allow_http) return about('is not encrypted: use https, or say allow_http = true for a network of your own');
  const keyed = table.key_env !== undefined || table.key_file !== undefined || table.headers_env !== undefined;
  return keyed ? about('is not encrypted, so no key is sent there: use https') : undefined;
}
