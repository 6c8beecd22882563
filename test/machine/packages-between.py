# holds apt's lock between the download and the installation, and gives it back with other lists: packages-between.py
import fcntl
import subprocess
import time

REPOSITORY = '/srv/llmtest'
SOURCES = '/etc/apt/sources.list.d/llmtest.list'


def run(command):
    return subprocess.run(['sh', '-c', command], capture_output=True, text=True).stdout


def units(word):
    return word in run("systemctl list-units --plain --no-legend 'llmos-op-*'")


def wait_for(condition):
    end = time.time() + 60
    while not condition():
        if time.time() > end:
            raise SystemExit('it did not come')
        time.sleep(0.02)


lock = open('/var/lib/dpkg/lock-frontend', 'w')


def locked():
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    if not units('download packages'):
        return True
    fcntl.lockf(lock, fcntl.LOCK_UN)
    return False


wait_for(lambda: units('download packages'))
wait_for(locked)
wait_for(lambda: units('install packages'))
time.sleep(1)
run('cd %s && cp Packages.later Packages && apt-get update -qq -o Dir::Etc::sourcelist=%s -o Dir::Etc::sourceparts=- '
    '-o APT::Get::List-Cleanup=0' % (REPOSITORY, SOURCES))
fcntl.lockf(lock, fcntl.LOCK_UN)
print('changed', flush=True)
