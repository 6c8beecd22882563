import { describe, expect, it } from 'vitest';
import { findCatastrophicCommand } from '../../../../agent/plan/request-checks/catastrophic-commands.js';

const isRuin = (line: string): boolean =>
  findCatastrophicCommand({ steps: [{ action: 'exec', argv: line.split(' ') }], say: '' }) !== undefined;

describe('a plan never takes everything away', () => {
  it.each([
    'rm -rf /',
    'rm -fr /*',
    'rm --recursive --force /etc',
    'sudo rm -rf /home',
    'sudo -u root env A=1 rm -rf /home/bob',
    '/usr/bin/rm -R ~',
    'rm -rf ~/*',
    'rm -rf *',
    'chmod -R 777 /',
    'chown -R alice /usr',
    'find / -delete',
    'dd if=/dev/zero of=/dev/sda',
    'mkfs.ext4 /dev/sda1',
    'wipefs -a /dev/nvme0n1',
    'shred /dev/sda',
    'sh -c rm -rf /',
    'bash -c :(){ :|:& };:',
    'bash -c cat x > /dev/sda',
    'timeout 5 nice sh -c true; rm -rf /var',
  ])('%s', line => expect(isRuin(line)).toBe(true));

  it.each([
    'rm -rf build',
    'rm -r /home/bob/tmp',
    'rm /etc/motd',
    'ls -R /',
    'du -sh /home',
    'find / -name x',
    'chmod 600 /etc',
    'dd if=/dev/zero of=disk.img',
    'dd if=a of=/dev/null',
    'sh -c ls / > /dev/null',
    'grep -r x /etc',
  ])('%s is somebody’s work', line => expect(isRuin(line)).toBe(false));
});
