import { describe, expect, it } from 'vitest';
import type { Step } from '../../../../agent/plan/plan.js';
import { unmentionedTargets } from '../../../../agent/plan/request-checks/unmentioned-targets.js';
import { loadCatalog } from '../../../../interfaces/catalog.js';

const catalog = loadCatalog();

function unnamed(said: string, step: Step): string[] {
  return unmentionedTargets({ steps: [step], say: '' }, said, catalog).map(({ value }) => value);
}

const unit = (name: string): Step => ({ action: 'manage_unit', unit: name, verb: 'restart' });
const write = (path: string): Step => ({ action: 'write_file', path, content: '' });
const exec = (...argv: readonly string[]): Step => ({ action: 'exec', argv });
const remove = (...packages: readonly string[]): Step => ({ action: 'remove_packages', packages });
const signal = (pid: number): Step => ({ action: 'signal_process', pid, signal: 'TERM' });

describe('what the request names', () => {
  it.each<[string, Step]>([
    ['restart nginx.service', unit('nginx.service')],
    ['restart the sshd service', unit('ssh.service')],
    ['resart ngnix', unit('nginx.service')],
    ['starte den Drucker neu, also cups', unit('cups')],
    ['перезапусти nginx', unit('nginx.service')],
    ['重启 nginx 服务', unit('nginx')],
    ['write hi to notes/today.md', write('notes/today.md')],
    ['put it into my todo list', write('todo.txt')],
    ['replace the motd by nothing', write('/etc/motd')],
    ['get rid of docker', remove('docker.io')],
    ['remove nano, Emacs', remove('nano', 'emacs')],
    ['end process 4242', signal(4242)],
    ['make a folder photos', exec('mkdir', '-p', 'photos')],
    ['reboot, please', exec('reboot')],
    ['delete the file "stuff"', exec('rm', 'stuff')],
  ])('%s: %o', (request, step) => expect(unnamed(request, step)).toEqual([]));
});

describe('what nobody named', () => {
  it.each<[string, Step]>([
    ['delete the old stuff', exec('rm', '-r', '/home/alice/backup')],
    ['delete the old stuff', exec('rm', '-r', 'stuff')],
    ['lösche das alte Zeug', exec('rm', 'notes.txt')],
    ['supprime ce qui ne sert plus', exec('rm', 'a.log')],
    ['borra lo viejo', write('/home/alice/lista.txt')],
    ['удали лишнее', remove('nano')],
    ['restart it', unit('it.service')],
    ['restart the service', unit('service')],
    ['make it faster', unit('nginx.service')],
    ['stop the one that hangs', signal(1234)],
    ['end process 4242', signal(424)],
    ['clean up', remove('apache2')],
    ['change the file', write('/etc/passwd')],
    ['show that to me off', exec('poweroff')],
    ["write 'x' to notes.txt", write('/srv/www/notes.txt')],
  ])('%s: %o', (request, step) => expect(unnamed(request, step)).not.toEqual([]));

  it('does not matter where it is only looked at', () => {
    expect(unnamed('is anything wrong?', { action: 'read_file', path: '/var/log/syslog' })).toEqual([]);
    expect(unnamed('is anything wrong?', exec('cat', '/var/log/syslog'))).toEqual([]);
  });

  it('is a guess that may be told where people describe what they mean', () => {
    const plan = { steps: [{ action: 'install_packages', packages: ['gcc'] }], say: '' };
    expect(unmentionedTargets(plan, 'install a c compiler', catalog)).toMatchObject([
      { value: 'gcc', described: true },
    ]);
    const gone = { steps: [remove('gcc')], say: '' };
    expect(unmentionedTargets(gone, 'remove the c compiler', catalog)).toMatchObject([{ described: false }]);
  });
});
