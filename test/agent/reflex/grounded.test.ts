import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../interfaces/catalog.js';
import { ungrounded } from '../../../agent/reflex/grounded.js';
import { fromShort } from '../../../agent/reflex/compact-plan.js';

const catalog = loadCatalog();
const words = new Set(['df', '-h', 'ls', '-la', 'find', '-name', 'tail', '-n', 'rm', 'grep']);

function check(request: string, plan: string): string | undefined {
  return ungrounded(fromShort(plan, catalog) ?? [{ action: 'none' }], request, { catalog, words });
}

describe('a plan that is simply what the request says', () => {
  it.each([
    ["create hello.txt with content 'world'", 'write_file hello.txt world'],
    ["create hello.txt with content 'hello world'.", 'write_file hello.txt "hello world"'],
    ['append the line "x = 1" to ~/a.py', 'write_file +append ~/a.py "x = 1"'],
    ['put the word READY into /srv/status', 'write_file /srv/status READY'],
    ['save to a.md: call the boss', 'write_file a.md "call the boss"'],
    ['make an empty file b.txt', 'write_file b.txt ""'],
    ['show me /etc/hosts.', 'read_file /etc/hosts'],
    ['Install Htop and git', 'install_packages htop git'],
    ['restart the ssh service', 'manage_unit ssh restart'],
    ['restart the ssh service', 'manage_unit ssh.service restart'],
    ['give redis.service at most 512 MB', 'set_unit_limits +memory_max 512M redis.service'],
    ['let backup.service use half a core', 'set_unit_limits +cpu_percent 50 backup.service'],
    ['let backup.service use two cores', 'set_unit_limits +cpu_percent 200 backup.service'],
    ['which five processes use the most memory?', 'list_processes +sort memory +limit 5'],
    ['full brightness please', 'set_brightness 100'],
    ['use the German keyboard', 'set_keyboard_layout de'],
    ['how much disk space is left?', 'exec df -h'],
    ['list the files in my Downloads folder', 'exec ls -la ~/Downloads'],
    ['find all .conf files in /etc', 'exec find /etc -name *.conf'],
    ['the last 5 lines of /var/log/syslog', 'exec tail -n 5 /var/log/syslog'],
    ['end process 4242', 'signal_process 4242 TERM'],
    ['install htop, please', 'install_packages htop'],
    ['remove nano and its settings', 'remove_packages +purge nano'],
    ["write 'you and me' to a.txt", 'write_file a.txt "you and me"'],
    ['how much disk space do I have?', 'exec df -h'],
    ['be so kind and show me /etc/hosts', 'read_file /etc/hosts'],
    ['stop cups, then disable it', 'manage_unit cups stop\nmanage_unit cups disable'],
  ])('%s', (request, plan) => expect(check(request, plan)).toBeUndefined());
});

describe('a plan with something of its own', () => {
  it.each([
    ['a miscopied path', "write 'x' to todo.md", 'write_file do.md x'],
    ['a path without its folder', 'show me /etc/hosts', 'read_file hosts'],
    ['a path in another folder', 'show me hosts', 'read_file /etc/hosts'],
    ['a piece of a text', "write 'Welcome to the lab' to motd", 'write_file motd Welcome'],
    ['a piece of a text without quotes', 'write hello big world to a.txt', 'write_file a.txt hello'],
    ['a relative of a package', 'install nginx-full', 'install_packages nginx'],
    ['one package more', 'install git', 'install_packages git gitk'],
    ['one package less', 'install "git" and "gitk"', 'install_packages git'],
    ['another number', 'end process 4242', 'signal_process 424 TERM'],
    ['a number that is a piece of another', 'the last 50 lines of a.log', 'exec tail -n 5 a.log'],
    ['a whole core for half of one', 'let a.service use half a core', 'set_unit_limits +cpu_percent 100 a.service'],
    ['more memory', 'give a.service 512 MB', 'set_unit_limits +memory_max 5G a.service'],
    ['another unit', 'restart cups.service', 'manage_unit cups-browsed.service restart'],
    ['a timer for a service', 'restart logrotate.timer', 'manage_unit logrotate.service restart'],
    ['a program that it was not shown', 'run shred on a.txt', 'exec shred a.txt'],
    ['an option that it was not shown', 'list /tmp with -delete', 'exec find /tmp -delete'],
    ['a path that nobody named', 'what is in there?', 'exec ls -la /root'],
    ['a path left out', 'show a.txt and b.txt', 'read_file a.txt'],
    ['a text left out', 'write "a" to a.txt and "b" to b.txt', 'write_file a.txt a\nwrite_file b.txt ""'],
    ['the second of two wishes', 'show the disk space and the uptime', 'exec df -h'],
    ['the second of two wishes in polish', 'pokaż miejsce na dysku i datę', 'exec df -h'],
    [
      'the second of two wishes behind a limit',
      'limit a.service to 512M and restart it',
      'set_unit_limits +memory_max 512M a.service',
    ],
    ['the second of two sentences', 'Stop cups. Then remove it', 'manage_unit cups stop'],
    ['half of a removal', 'remove nano and its settings', 'remove_packages nano'],
    ['a number left out', 'the 5 busiest processes', 'list_processes +sort cpu'],
    ['no action at all', 'show a.txt', 'nonsense'],
  ])('%s', (_, request, plan) => expect(check(request, plan)).toBeDefined());
});
