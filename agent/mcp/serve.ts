import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMcpServer, type McpOptions } from './server.js';

/** speaks mcp on standard input and output until the client closes it */
export async function serveMcp(options: McpOptions): Promise<void> {
  const handle = serveStdio(() => createMcpServer(options));
  await new Promise<void>(resolve => {
    process.stdin.once('close', resolve);
    process.stdin.once('end', resolve);
  });
  await handle.close();
  options.operator.close();
}
