import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { sha256OfFile } from '../../models/digest.js';
import { ownModelsDirectory, SYSTEM_MODELS } from '../../models/directories.js';
import { addOwnModel } from '../../models/own-models.js';
import { findModel, loadModelTable, type ModelEntry } from '../../models/table.js';
import { tryToPrepare } from './prepare-command.js';
import type { Environment } from '../environment/environment.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import { withShell, type Shell } from '../session/shell-session.js';

/** as commander hands them over */
export interface AddFlags {
  readonly system?: boolean;
  readonly name?: string;
  readonly sha256?: string;
  readonly context?: number;
}

/** a file that was brought by hand: one of the table by its digest, or one of the person's own under name and digest */
export function addModel(file: string, own: AddFlags, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    const { terminal } = environment;
    const from = resolve(terminal.cwd, file);
    shell.screen.status('reading …');
    const sha256 = await digestOf(from, file);
    const known = loadModelTable().find(model => model.sha256 === sha256);
    const directory = own.system === true ? SYSTEM_MODELS : ownModelsDirectory(terminal.env);
    const entry = known ?? (await ownEntry({ from, sha256, own }, shell));
    const target = join(directory, entry.file);
    await place(from, target, own.system !== true);
    if (known === undefined) await addOwnModel(directory, entry);
    const next = known === undefined ? `, not measured; to use it: llmsh model use ${entry.name}` : '';
    await shell.screen.result(`${entry.title}: ${target}${next}\n`);
    if (known !== undefined) await tryToPrepare(entry, own.system === true, shell);
    return EXIT.done;
  });
}

async function digestOf(from: string, file: string): Promise<string> {
  const unreadable = new ShellError(EXIT.usage, `${file} cannot be read; name a gguf file that you may read`);
  const head = await readHead(from).catch(() => {
    throw unreadable;
  });
  if (head !== 'GGUF') throw new ShellError(EXIT.usage, `${file} is no gguf file`);
  return await sha256OfFile(from).catch(() => {
    throw unreadable;
  });
}

async function readHead(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Error('not a file');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

interface Brought {
  readonly from: string;
  readonly sha256: string;
  readonly own: AddFlags;
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,58}$/;
// the state of a model of 8 billion parameters for each token, and what the library takes beside it
const BYTES_PER_TOKEN = 150_000;
const OVERHEAD = 500_000_000;
const DEFAULT_CONTEXT = 8192;

// the digest comes from the person, who has it from the publisher: one that we computed ourselves would prove nothing
async function ownEntry({ from, sha256, own }: Brought, { settings }: Shell): Promise<ModelEntry> {
  const { name, sha256: wanted, context = DEFAULT_CONTEXT } = own;
  const file = basename(from);
  if (name === undefined || wanted === undefined) {
    throw new ShellError(
      EXIT.noModel,
      `${file} is none of the known models (sha256 ${sha256}); to use it all the same, with the digest that its publisher names: ` +
        'llmsh model add FILE --name NAME --sha256 DIGEST',
    );
  }
  if (wanted.toLowerCase() !== sha256)
    throw new ShellError(
      EXIT.noModel,
      `${file} is not the file that you named: its sha256 is ${sha256}; nothing was added`,
    );
  if (!NAME.test(name)) throw new ShellError(EXIT.usage, 'a name is lowercase letters, digits, dots and dashes');
  if (findModel(name) !== undefined || Object.hasOwn(settings.models, name))
    throw new ShellError(EXIT.usage, `${name} is the name of another model; choose another`);
  const { size: bytes } = await stat(from);
  return {
    name,
    title: name,
    file: `${name}.gguf`,
    bytes,
    sha256,
    licence: 'your own file',
    least_memory: bytes + context * BYTES_PER_TOKEN + OVERHEAD,
    context,
    wrapper: 'auto',
  };
}

// no reader meanwhile sees half a file; one name more is enough where the file is on the same file system, and the
// digest is checked again before it is loaded. for everybody a file that its owner cannot change any more
async function place(from: string, target: string, mayLink: boolean): Promise<void> {
  const partial = `${target}.adding`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await rm(partial, { force: true });
    const copy = () => copyFile(from, partial, constants.COPYFILE_FICLONE);
    await (mayLink ? link(from, partial).catch(copy) : copy());
    await rename(partial, target);
    // a rename between two names of one file does nothing
    await rm(partial, { force: true });
  } catch (error) {
    await rm(partial, { force: true });
    throw new ShellError(EXIT.failed, `${target} could not be written: ${error instanceof Error ? error.message : ''}`);
  }
}
