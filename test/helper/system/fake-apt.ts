import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { RunningUnit, UnitOutcome, UnitRequest, UnitStarter } from '../../../helper/system/units/unit-starter.js';

export interface FakePackage {
  readonly version: string;
  readonly depends?: readonly string[];
  readonly essential?: boolean;
  /** installed version; `undefined` where it is not there */
  installed?: string | undefined;
  status?: string;
}

interface Said {
  readonly out?: string;
  readonly err?: string;
  readonly exit?: number;
}

/** an apt with a package database in memory, as lenient with names as the real one, which remembers who asked what */
export class FakeApt implements UnitStarter {
  readonly packages: Record<string, FakePackage>;
  readonly runs: { readonly argv: readonly string[]; readonly dynamic: boolean; readonly request: UnitRequest }[] = [];
  /** runs just before the change itself, and may replace what it says */
  onApply: () => Said | undefined = () => undefined;
  /** addresses of everything that is not in the cache */
  addresses = '';
  /** replaces what is said of versions */
  onPolicy: Said | undefined;
  sources = 'Package files:\n 100 /var/lib/dpkg/status\n 500 file:/srv ./ Packages\n';
  /** the plan as it was shown, as the hook of ours reads it */
  sealed = '';
  onDownload: () => Said | undefined = () => undefined;

  constructor(packages: Record<string, FakePackage>) {
    this.packages = packages;
  }

  get changes(): string[] {
    return this.runs.filter(run => !run.dynamic).map(run => run.argv.slice(run.argv.indexOf('--') - 1).join(' '));
  }

  async start(request: UnitRequest): Promise<RunningUnit> {
    const dynamic = request.properties.some(([name, { value }]) => name === 'DynamicUser' && value === true);
    this.runs.push({ argv: request.argv, dynamic, request });
    const before = this.#database();
    const { out = '', err = '', exit = 0 } = this.#run(request.argv);
    this.#note(request, before);
    const outcome: UnitOutcome = { result: exit === 0 ? 'success' : 'exit-code', exitStatus: exit, signal: undefined };
    if (request.io === 'none') {
      appendFileSync(fileOf(request, 'StandardOutputFileToAppend'), out);
      appendFileSync(fileOf(request, 'StandardErrorFileToAppend'), err);
    }
    const streams = request.io === 'none' ? {} : { stdout: Readable.from([out]), stderr: Readable.from([err]) };
    return {
      name: `llmos-op-${request.id}.service`,
      streams,
      finished: Promise.resolve(outcome),
      stop: async () => {},
    };
  }

  // notes of the hook of ours, before and after dpkg
  #note(request: UnitRequest, before: string): void {
    const environment = request.properties.findLast(([name]) => name === 'Environment')?.[1].value;
    const sealed = Array.isArray(environment)
      ? environment.find(word => String(word).startsWith('LLMOS_PACKAGES='))
      : '';
    const path = String(sealed ?? '').replace('LLMOS_PACKAGES=', '');
    if (path === '') return;
    this.sealed = readFileSync(path, 'utf8');
    writeFileSync(`${path}.before`, before);
    writeFileSync(`${path}.after`, this.#database());
  }

  #database(): string {
    const rows = Object.entries(this.packages).filter(([, { installed }]) => installed !== undefined);
    const lines = rows.map(([name, { installed, status = 'ii ' }]) => {
      return `${name}\tamd64\t${status === 'ii ' ? 'installed' : 'half-configured'}\t${installed}\n`;
    });
    return ['dpkg\tamd64\tinstalled\t1.22\n', ...lines].join('');
  }

  #run(argv: readonly string[]): Said {
    const words = argv.slice(argv.indexOf('--') + 1);
    if (argv.includes('policy') && words.length === 0) return { out: this.sources };
    if (argv.includes('policy') && this.onPolicy) return this.onPolicy;
    if (argv.includes('policy')) return { out: words.map(word => this.#policy(word)).join('') };
    if (argv.includes('show')) return { out: words.map(word => this.#record(bare(word))).join('\n') };
    if (argv[0] === '/usr/bin/dpkg-query') return { out: words.map(word => this.#state(word)).join('') };
    if (argv.includes('--print-uris')) return { out: this.addresses };
    const said = argv.includes('--download-only')
      ? this.onDownload()
      : argv.includes('-s')
        ? undefined
        : this.onApply();
    if (said) return said;
    if (argv.includes('install')) return this.#install(words.map(bare), argv);
    return this.#remove(words.map(bare), argv);
  }

  #policy(word: string): string {
    const pattern = new RegExp(word.replaceAll('+', String.raw`\+`));
    const names = this.packages[word] ? [word] : Object.keys(this.packages).filter(name => pattern.test(name));
    return names
      .map(name => {
        const { installed, version } = this.packages[name] ?? { version: '(none)' };
        return `${name}:\n  Installed: ${installed ?? '(none)'}\n  Candidate: ${version}\n  Version table:\n`;
      })
      .join('');
  }

  #record(name: string): string {
    const version = this.packages[name]?.version ?? '';
    return `Package: ${name}\nVersion: ${version}\nInstalled-Size: 277\nArchitecture: amd64\nSize: 53080\n`;
  }

  #state(name: string): string {
    if (name === 'dpkg') return 'dpkg\tamd64\tii \t1.22\tyes\tno\t100\n';
    const found = this.packages[name];
    if (found?.installed === undefined) return '';
    const essential = found.essential ? 'yes' : 'no';
    return `${name}\tamd64\t${found.status ?? 'ii '}\t${found.installed}\t${essential}\tno\t277\n`;
  }

  #install(names: readonly string[], argv: readonly string[]): Said {
    const wanted = new Set<string>();
    const add = (name: string): void => {
      const found = this.packages[name];
      if (!found || wanted.has(name) || found.installed === found.version) return;
      wanted.add(name);
      found.depends?.forEach(add);
    };
    names.forEach(add);
    const lines = Array.from(wanted, name => {
      const { installed, version } = this.packages[name] ?? { version: '' };
      return `Inst ${name} ${installed === undefined ? '' : `[${installed}] `}(${version} Debian:13.1/stable [amd64])\n`;
    });
    if (argv.includes('-s')) return { out: lines.join('') };
    if (!argv.includes('--download-only')) {
      for (const found of [...wanted].flatMap(name => this.packages[name] ?? [])) found.installed = found.version;
    }
    return { err: 'pmstatus:hello:40.0000:Unpacking hello (amd64)\n' };
  }

  #remove(names: readonly string[], argv: readonly string[]): Said {
    const going = new Set(names);
    for (const [name, { depends, installed }] of Object.entries(this.packages)) {
      if (installed !== undefined && depends?.some(other => going.has(other))) going.add(name);
    }
    const lines = Array.from(going, name => `Remv ${name} [${this.packages[name]?.installed ?? ''}]\n`);
    if (argv.includes('-s')) return { out: lines.join('') };
    for (const name of going) delete this.packages[name]?.installed;
    return { out: 'Removing\n' };
  }
}

function bare(word: string): string {
  return word.split('=')[0] ?? word;
}

function fileOf(request: UnitRequest, property: string): string {
  return String(request.properties.find(([name]) => name === property)?.[1].value);
}
