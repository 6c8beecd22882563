// the official client in the machine: `mcp-client.mjs VERSION PATH [--no-agent]`; says on standard output what came of each step
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const [version = '2025-11-25', path = '', flag = ''] = process.argv.slice(2);

function say(what: string, value: unknown): void {
  process.stdout.write(`${what}: ${JSON.stringify(value)}\n`);
}

const mode = version === '2025-11-25' ? ('legacy' as const) : { pin: version };
const capabilities = { elicitation: { form: {} } };
const client = new Client({ name: 'machine', version: '1' }, { capabilities, versionNegotiation: { mode } });
client.setRequestHandler('elicitation/create', async ({ params }) => {
  say('asked', params.message);
  return { action: 'accept', content: { carry_out: true } };
});
const transport = new StdioClientTransport({ command: 'llmsh', args: ['mcp'], stderr: 'inherit' });
await client.connect(transport);
say('version', client.getNegotiatedProtocolVersion());
const { tools } = await client.listTools();
say(
  'tools',
  tools.map(({ name }) => name),
);

// polkit asks through whoever registered for the very process that calls
const args = ['--process', String(transport.pid)];
const agent = flag === '--no-agent' ? undefined : spawn('pkttyagent', args, { stdio: 'inherit' });
if (agent !== undefined) await sleep(1500);

const parameters = { path, content: `written by ${version}\n` };
const previewed = await client.callTool({ name: 'preview', arguments: { action: 'write_file', parameters } });
say('preview', previewed.structuredContent);
const written = await client.callTool({ name: 'write_file', arguments: parameters }, { timeout: 100_000 });
say('written', { error: written.isError === true, content: written.content, pid: transport.pid });
agent?.kill();
await client.close();
process.exit(0);
