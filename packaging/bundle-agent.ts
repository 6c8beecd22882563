import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';

// llmsh and the agent as a few files each, since most of their start is the finding and reading of hundreds of small ones:
// `bundle-agent.js TREE FOLDER`, where the folder is installed beside `dist` and `node_modules`

const [tree = 'build/dist', folder = 'build/bundle'] = process.argv.slice(2);
const sources = [
  { directory: resolve(tree), installed: '../dist' },
  { directory: resolve('node_modules'), installed: '../node_modules' },
];

// modules resolve files relative to themselves from their place in an installation without the bundle
function installedPlace(path: string): string | undefined {
  for (const { directory, installed } of sources) {
    const inside = relative(directory, path);
    if (!inside.startsWith('..')) return join(installed, inside);
  }
  return undefined;
}

const ownPlace: Plugin = {
  name: 'own-place',
  setup(bundler) {
    bundler.onLoad({ filter: /\.m?js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const place = installedPlace(path);
      if (place === undefined || !text.includes('import.meta.')) return { contents: text };
      const url = `new URL(${JSON.stringify(place)}, import.meta.url)`;
      return { contents: text.replaceAll('import.meta.url', `${url}.href`) };
    });
  },
};

// the agent has no network: what its library would download with is left out
const noDownload: Plugin = {
  name: 'no-download',
  setup(bundler) {
    bundler.onResolve({ filter: /^ipull$/ }, () => ({ path: 'ipull', namespace: 'no-download' }));
    bundler.onLoad({ filter: /.*/, namespace: 'no-download' }, () => ({
      contents: `function refuse() { throw new Error('the agent downloads nothing'); }
export { refuse as downloadFile, refuse as downloadSequence };
export const DownloadStatus = {};`,
    }));
  },
};

// the library tries its own binary in a second node first, for half a second at each start: it comes in this package, and one
// that cannot be loaded is reported just so
const noTrial: Plugin = {
  name: 'no-trial',
  setup(bundler) {
    bundler.onLoad({ filter: /bindings\/utils\/testBindingBinary\.js$/ }, () => ({
      contents: 'export const testBindingBinary = async () => true;',
    }));
  },
};

// a model's vocabulary and how its words are joined are a hundred thousand strings, of which the library uses the number: without
// a compiler (the agent may write no code) reading them would be half of what loading a small model costs
const QUICK = `
async function readArray(parser, at) {
    const reader = parser._fileReader;
    const type = await reader.readUint32(at);
    const length = Number(await reader.readUint64(at));
    const values = [];
    const numbers = [GgufValueType.Uint32, GgufValueType.Int32, GgufValueType.Float32].includes(type);
    if (length < 1000 || !(numbers || type === GgufValueType.String)) {
        while (values.length < length) values.push(await parser._readGgufValue(type, at));
        return values;
    }
    values.length = length;
    if (numbers) {
        at.moveBy(4 * length);
        return values;
    }
    let offset = at.offset;
    for (let index = 0; index < length; index++) {
        if (offset + 8 > reader._buffer.length) await reader.ensureHasByteRange(offset, 8);
        const bytes = reader._buffer;
        offset += 8 + (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16));
    }
    at.moveBy(offset - at.offset);
    return values;
}
`;
const ARRAY = 'if (type === GgufValueType.Array) {';
const quickVocabulary: Plugin = {
  name: 'quick-vocabulary',
  setup(bundler) {
    bundler.onLoad({ filter: /gguf\/parser\/GgufV2Parser\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes(ARRAY)) throw new Error(`${path} reads arrays otherwise than it did`);
      return { contents: text.replace(ARRAY, `${ARRAY} return readArray(this, readOffset);`) + QUICK };
    });
  },
};

const shared: BuildOptions = {
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outdir: folder,
  logLevel: 'warning',
  charset: 'utf8',
  legalComments: 'none',
  minifyWhitespace: true,
  // commonjs modules ask for those of node itself
  banner: { js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);" },
};

await build({
  ...shared,
  entryPoints: { llmsh: join(tree, 'agent/shell/main.js') },
  chunkNames: 'llmsh-[hash]',
  // loaded by few commands, or (the last two) by nobody here
  external: ['@modelcontextprotocol/*', '@ai-sdk/*', 'usocket', 'x11'],
  plugins: [ownPlace],
});
await build({
  ...shared,
  entryPoints: { agent: join(tree, 'agent/server/main.js') },
  chunkNames: 'agent-[hash]',
  external: ['@node-llama-cpp/*'],
  plugins: [noDownload, noTrial, quickVocabulary, ownPlace],
});
