import { McpServer, type InputRequiredResult, type ServerContext } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import type { OperatorClient } from '../operator-client/client.js';
import { createConfirmation, offersQuestions, type Confirmation } from './confirmation.js';
import { declined, toolRefusal, resultOf, type ToolResult } from './results.js';

export interface McpOptions {
  readonly operator: OperatorClient;
  readonly catalog: Catalog;
  readonly version: string;
  /** the process that polkit would ask through */
  readonly pid: number;
}

const INSTRUCTIONS =
  'Each tool is one action on this Linux machine. polkit decides every call and may ask the person for a password; ' +
  'a refusal is final for that call. Use the preview tool to see what a call would do without doing it. ' +
  'Scripts are not run here: a person has one rehearsed, and sees its changes first, with llmsh rehearse.';

/** every action a tool, with the catalogue's schema; authorization stays with polkit, whatever the client asks itself */
export function createMcpServer(options: McpOptions): McpServer {
  const confirmation = createConfirmation(options.catalog);
  const server = new McpServer(
    { name: 'llm-os', version: options.version },
    { instructions: INSTRUCTIONS, requestState: { verify: confirmation.verify } },
  );
  for (const action of options.catalog.actions) registerAction(server, action, options, confirmation);
  registerPreview(server, options);
  return server;
}

function registerAction(
  server: McpServer,
  action: CatalogAction,
  options: McpOptions,
  confirmation: Confirmation,
): void {
  const { risk } = action;
  const annotations = {
    readOnlyHint: risk.read_only,
    destructiveHint: risk.destructive,
    openWorldHint: risk.open_world,
    idempotentHint: risk.read_only,
  };
  const config = { description: describeAction(action), inputSchema: schemaOf(action), annotations };
  const run = async (given: unknown, context: ServerContext): Promise<ToolResult | InputRequiredResult> => {
    const parameters = asParameters(given);
    const offered = !risk.read_only && offersQuestions(context, server.server.getClientCapabilities());
    const verdict = await confirmation.judge({ ...parameters, action: action.name }, context, offered);
    if (verdict.kind === 'ask') return verdict.result;
    if (verdict.kind === 'no') return declined();
    return await runAction(action.name, parameters, options, context.mcpReq.signal);
  };
  server.registerTool(action.name, config, run);
}

function describeAction(action: CatalogAction): string {
  const undo = action.risk.read_only || action.risk.undo ? '' : ' There is no undo.';
  return `${action.summary}.${undo} Authorized by polkit: ${action.action_ids.join(', ')}.`;
}

function schemaOf(action: CatalogAction): z.ZodType {
  // the catalogue holds json schema already; unknown keys are refused here and once more by the helper
  const schema: z.core.JSONSchema.JSONSchema = JSON.parse(JSON.stringify(action.params));
  return z.fromJSONSchema({ ...schema, additionalProperties: false });
}

function asParameters(value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(Object(value)));
}

async function runAction(
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  { operator, pid }: McpOptions,
  signal: AbortSignal,
): Promise<ToolResult> {
  const job = `mcp-${Date.now().toString(36)}-${Math.floor(Math.random() * 0xffffff).toString(16)}`;
  const cancel = (): void => void operator.cancel(job).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const silent = { onOutput: async () => {}, onProgress: () => {} };
    const { record, values } = await operator.run(name, parameters, { job, interactive: true, ...silent });
    return resultOf({ ...values, record });
  } catch (error) {
    return toolRefusal(error, pid);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function registerPreview(server: McpServer, { operator, catalog, pid }: McpOptions): void {
  const names = catalog.actions.map(action => action.name);
  const inputSchema = z.strictObject({
    action: z.enum(names).describe('name of one of the other tools'),
    parameters: z.record(z.string(), z.unknown()).describe('its parameters'),
  });
  const description = 'show what a call would do and whether polkit would ask for a password; changes nothing';
  const annotations = { readOnlyHint: true, destructiveHint: false, openWorldHint: false };
  server.registerTool('preview', { description, inputSchema, annotations }, async ({ action, parameters }) => {
    try {
      return resultOf(await operator.preview(action, parameters));
    } catch (error) {
      return toolRefusal(error, pid);
    }
  });
}
