import { describe, expect, it } from 'vitest';
import { isReadOnlyCommand } from '../../../../agent/plan/request-checks/read-only-commands.js';

const words = (line: string) => line.split(' ');

describe('a program that is said to look only', () => {
  it.each([
    'find /var/log -name *.log -size +10M',
    'sort -n -k 2 names.txt',
    'date',
    'date -d tomorrow +%F',
    'date -u -d @0',
    'hostname',
    'hostname -f',
    'hostname -I',
    'env',
    'ip addr show',
    'ip -br link',
    'ss -tlnp',
    'file -b picture.png',
    'journalctl -u cron.service --since yesterday',
    'hostnamectl status',
    'ls -la',
  ])('%s does', line => expect(isReadOnlyCommand(words(line))).toBe(true));

  it.each([
    'find /home/sam -name *.tmp -delete',
    'find . -exec rm {} +',
    'find . -fprint0 /tmp/list',
    'sort -o names.txt names.txt',
    'sort -uo names.txt names.txt',
    'sort --output=names.txt names.txt',
    'date -s yesterday',
    'date --set=12:00',
    'date 010112002027',
    'hostname other',
    'hostname -F /tmp/name',
    'env rm -r /home/sam',
    'env -i HOME=/tmp rm notes.txt',
    'ip link set eth0 down',
    'ip route flush cache',
    'ip -batch /tmp/lines',
    'ss -K dst 10.0.0.1',
    'file -C -m /tmp/magic',
    'journalctl --vacuum-time=1s',
    'journalctl --rotate',
    'hostnamectl set-hostname other',
    'hostnamectl hostname other',
    'rm notes.txt',
  ])('%s does more than that', line => expect(isReadOnlyCommand(words(line))).toBe(false));

  it.each([[undefined], ['ls'], [[]], [null]])('nothing is one that has no program: %j', argv =>
    expect(isReadOnlyCommand(argv)).toBe(false),
  );
});
