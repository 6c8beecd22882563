# prints one json object: key of a thing on this machine -> its state; EXECUTED.md of the sets names the keys
import grp
import hashlib
import json
import os
import pwd
import stat
import subprocess

ROOTS = ['/etc', '/home', '/root', '/srv', '/opt', '/usr/local', '/var/spool', '/var/www']
# written by asking itself: sessions and caches of llmsh, what a login writes
BESIDE = ['/.cache', '/.config/llm-os', '/.local/share/llm-os', '/.local/state/llm-os', '/.local/share/systemd', '/.config/systemd']


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True).stdout


def is_beside(path):
    return path.startswith(('/home/', '/root/')) and any(part in path for part in BESIDE)


def state_of(path):
    facts = os.lstat(path)
    words = [stat.filemode(facts.st_mode), str(facts.st_uid), str(facts.st_gid)]
    if stat.S_ISLNK(facts.st_mode):
        words.append(os.readlink(path))
    elif stat.S_ISREG(facts.st_mode):
        with open(path, 'rb') as file:
            words.append(hashlib.sha256(file.read()).hexdigest()[:16])
    return ' '.join(words)


def files():
    for root in ROOTS:
        for folder, names, others in os.walk(root):
            names[:] = [name for name in names if not is_beside(os.path.join(folder, name) + '/')]
            for name in names + others:
                path = os.path.join(folder, name)
                try:
                    yield path, state_of(path)
                except FileNotFoundError:
                    pass


def packages():
    for line in run('dpkg-query', '-W', '-f', '${Package} ${Version} ${db:Status-Want} ${db:Status-Status}\n').splitlines():
        name, _, state = line.partition(' ')
        yield f'package {name}', state


def units():
    for line in run('systemctl', 'list-unit-files', '--no-legend', '--plain').splitlines():
        name, state = line.split()[:2]
        if is_counted(name):
            yield f'unit {name}', state
    for line in run('systemctl', 'list-units', '--all', '--no-legend', '--plain').splitlines():
        name, _, active = line.split()[:3]
        if is_counted(name):
            yield f'unit {name} ', active


def is_counted(name):
    ours = name.startswith(('llmos', 'user@', 'user-runtime-dir@', 'session-', 'polkit', 'systemd-', 'dbus', 'apt-daily', 'run-', 'e2scrub', 'fstrim', 'logrotate', 'dpkg-db'))
    return name.endswith(('.service', '.timer', '.socket')) and not ours


def accounts():
    for one in pwd.getpwall():
        locked = run('passwd', '-S', one.pw_name).split()[1:2]
        yield f'user {one.pw_name}', ' '.join([str(one.pw_uid), str(one.pw_gid), one.pw_gecos, one.pw_dir, one.pw_shell, *locked])
    for one in grp.getgrall():
        yield f'group {one.gr_name}', f'{one.gr_gid} {",".join(sorted(one.gr_mem))}'


def settings():
    yield 'hostname', os.uname().nodename
    yield 'timezone', os.path.realpath('/etc/localtime')
    yield 'ntp', run('timedatectl', 'show', '-p', 'NTP').strip()
    yield 'locale', run('localectl', 'status').split('\n')[0].strip()


def processes():
    for name in ['sleep', 'yes', 'tail']:
        yield f'process {name}', str(len(run('pgrep', '-x', name).split()))


snapshot = {}
for part in [files, packages, units, accounts, settings, processes]:
    for key, state in part():
        # a unit has two states under one name
        snapshot[key.strip()] = snapshot.get(key.strip(), '') + ' ' + state if key.endswith(' ') else state
print(json.dumps(snapshot))
