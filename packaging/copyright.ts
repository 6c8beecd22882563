import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Bundled {
  readonly path: string;
  readonly license: string;
  readonly text: string;
  readonly holders: readonly string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function licenseOf(manifest: Record<string, unknown>): string {
  const declared = manifest['license'] ?? manifest['licenses'];
  if (typeof declared === 'string') {
    return declared;
  }
  const first: unknown = Array.isArray(declared) ? declared[0] : declared;
  return isRecord(first) && typeof first['type'] === 'string' ? first['type'] : 'unstated';
}

function holdersOf(text: string, manifest: Record<string, unknown>): string[] {
  const lines = text
    .split('\n')
    .map(line => line.trim().replace(/^\*+ ?/, ''))
    .filter(
      line => /^(?:portions )?copyright\b.*(?:\d{4}|\(c\)|©)/i.test(line) && !/\[yyyy\]|copyright notice/i.test(line),
    );
  if (lines.length > 0) {
    return [...new Set(lines.map(line => line.replace(/^copyright\s*/i, '').trim()))];
  }
  const author = manifest['author'];
  const name = isRecord(author) ? author['name'] : author;
  return [typeof name === 'string' && name !== '' ? name : 'the authors of the package'];
}

function readPackage(root: string, path: string): Bundled | undefined {
  const folder = join(root, path);
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!isRecord(manifest)) {
    return undefined;
  }
  const file = readdirSync(folder).find(name => /^(?:licen[cs]e|copying)/i.test(name));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
  return { path, license: licenseOf(manifest), text, holders: holdersOf(text, manifest) };
}

function packagesUnder(root: string, path: string): string[] {
  const folder = join(root, path);
  const names = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
  return names.flatMap(entry => {
    const inner = join(path, entry.name);
    if (entry.name.startsWith('@')) {
      return packagesUnder(root, inner);
    }
    const nested = join(inner, 'node_modules');
    const own = existsSync(join(root, inner, 'package.json')) ? [inner] : [];
    return existsSync(join(root, nested)) ? [...own, ...packagesUnder(root, nested)] : own;
  });
}

function shortName(license: string): string {
  return license
    .replace(/[()]/g, '')
    .trim()
    .replace(/\s+OR\s+/g, ' or ')
    .replace(/\s+AND\s+/g, ' and ')
    .replace(/\//g, ' or ');
}

function indented(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .map(line => line.trimEnd());
  return lines.map(line => (line === '' ? ' .' : ` ${line}`)).join('\n');
}

// the body of a licence is the same for all who use it, only the lines of the holders differ
function licenseText(name: string, bundled: readonly Bundled[]): string {
  if (name === 'Apache-2.0') {
    return ' On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.';
  }
  const texts = bundled
    .filter(entry => shortName(entry.license) === name && entry.text !== '')
    .map(entry =>
      entry.text.includes('END OF TERMS AND CONDITIONS')
        ? 'See /usr/share/common-licenses/Apache-2.0, or the other licences named.'
        : entry.text,
    );
  const shortest = texts.toSorted((a, b) => a.length - b.length)[0];
  if (shortest === undefined) {
    return ` The package states ${name} and ships no further text.`;
  }
  return indented(
    shortest
      .split('\n')
      .filter(line => !/^\s*(?:portions )?copyright\b.*(?:\d{4}|\(c\)|©)/i.test(line))
      .join('\n'),
  );
}

function paragraph(entry: Bundled): string {
  const holders = entry.holders.map((holder, index) => (index === 0 ? holder : ` ${holder}`)).join('\n');
  return `Files: usr/lib/llm-os/node_modules/${entry.path}/*\nCopyright: ${holders}\nLicense: ${shortName(entry.license)}\n`;
}

const root = process.argv[2] ?? 'node_modules';
const bundled = packagesUnder(root, '')
  .toSorted()
  .flatMap(path => readPackage(root, path) ?? []);
const names = [...new Set(['Apache-2.0', ...bundled.map(entry => shortName(entry.license))])].toSorted();
const head =
  'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: llm-os\n\n' +
  'Files: *\nCopyright: 2026 the llm-os authors\nLicense: Apache-2.0\n';
const licenses = names.map(name => `License: ${name}\n${licenseText(name, bundled)}\n`);
process.stdout.write([head, ...bundled.map(paragraph), ...licenses].join('\n'));
