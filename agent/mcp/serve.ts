import { PassThrough } from 'node:stream';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { createLineGate } from './line-gate.js';
import { createMcpServer, type McpOptions } from './server.js';

/** speaks mcp on standard input and output until the client closes it */
export async function serveMcp(options: McpOptions): Promise<void> {
  const lines = new PassThrough();
  const gate = createLineGate(
    line => void lines.write(`${line}\n`),
    line => void process.stdout.write(`${line}\n`),
  );
  const closed = new Promise<void>(resolve => {
    process.stdin.once('close', resolve);
    process.stdin.once('end', resolve);
  });
  process.stdin.on('data', gate);
  void closed.then(() => lines.end());
  const transport = new StdioServerTransport(lines, process.stdout);
  const handle = serveStdio(() => createMcpServer(options), { transport });
  await closed;
  await handle.close();
  options.operator.close();
}
