# the caller's own half of a rehearsal, stopped by its person: tries to write in each directory that it holds open
import os, signal, subprocess, time

call = ['busctl', '--timeout=200', 'call', 'org.llmos.Operator1', '/org/llmos/Operator1', 'org.llmos.Operator1']
asked = subprocess.Popen(call + ['Rehearse', 'sa{sv}', 'true', '0'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def find():
    for name in filter(str.isdigit, os.listdir('/proc')):
        try:
            words = open(f'/proc/{name}/cmdline', 'rb').read().split(b'\0')
            if b'delegated' in words and b'node' in words[0] and os.stat(f'/proc/{name}').st_uid == os.getuid():
                return int(name)
        except OSError:
            pass


end = time.time() + 60
pid = None
while pid is None and time.time() < end:
    pid = find()
os.kill(pid, signal.SIGSTOP)
print('stopped')
for fd in os.listdir(f'/proc/{pid}/fd'):
    try:
        path = f'/proc/{pid}/fd/{fd}'
        if os.path.isdir(path):
            open(f'{path}/manifest.json', 'wb').truncate(400 << 20)
            print('wrote')
    except OSError as error:
        print('refused', error.errno)
os.kill(pid, signal.SIGCONT)
print(asked.communicate()[0].decode()[:300])
