import { createModelDownloader } from 'node-llama-cpp';
import { EnvHttpProxyAgent, fetch as proxiedFetch } from 'undici';
import type { HubReport } from './pull-from-hub.js';

// the library would send a token that it finds to whomever it asks; only null keeps it from looking, which its types forbid
const NO_TOKEN: object = { huggingFace: null };

// a process of its own, started by `pull-from-hub`: `hub-download ADDRESS DIRECTORY FILE`
async function main([address, directory, file]: readonly string[]): Promise<void> {
  if (address === undefined || directory === undefined || file === undefined)
    throw new Error('three arguments are needed');
  honourProxy();
  const downloader = await createModelDownloader({
    modelUri: address,
    dirPath: directory,
    fileName: `${file}.hub`,
    skipExisting: true,
    deleteTempFileOnCancel: false,
    tokens: NO_TOKEN,
    onProgress: ({ downloadedSize, totalSize }) => report({ kind: 'progress', done: downloadedSize, total: totalSize }),
  });
  report({ kind: 'connected' });
  await downloader.download();
  report({ kind: 'done' });
}

// node's own fetch, which the downloader uses, ignores the proxy variables
function honourProxy(): void {
  const names = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];
  if (names.every(name => (process.env[name] ?? '') === '')) return;
  const dispatcher = new EnvHttpProxyAgent();
  const replacement: unknown = (input: string | URL, init?: object) => proxiedFetch(input, { ...init, dispatcher });
  Object.defineProperty(globalThis, 'fetch', { value: replacement });
}

function report(message: HubReport): void {
  process.send?.(message);
}

main(process.argv.slice(2)).then(
  () => process.disconnect(),
  (error: unknown) => {
    report({ kind: 'failed', message: error instanceof Error ? error.message : 'unknown' });
    process.disconnect();
  },
);
