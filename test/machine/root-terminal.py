# looks for processes of a person whom root's scripts started: root-terminal.py UID SECONDS; one line for each systemctl
import os
import sys
import time

uid, end = int(sys.argv[1]), time.time() + float(sys.argv[2])
seen = set()


def words(pid):
    with open('/proc/%s/stat' % pid) as file:
        text = file.read()
    # state, parent, group, session, terminal
    return text[text.index('(') + 1:text.rindex(')')], text[text.rindex(')') + 2:].split()[:5]


def look(pid):
    if os.stat('/proc/' + pid).st_uid != uid:
        return
    name, (_, _, _, session, terminal) = words(pid)
    if name != 'systemctl' or pid in seen:
        return
    with open('/proc/%s/environ' % pid, 'rb') as file:
        inherited = b'ROOTS_OWN' in file.read()
    links = [os.readlink('/proc/%s/fd/%s' % (pid, fd)) for fd in os.listdir('/proc/%s/fd' % pid)]
    terminals = [link for link in links if link.startswith(('/dev/pts/', '/dev/tty'))]
    seen.add(pid)
    print('systemctl terminal=%s descriptors=%s environment=%s' % (terminal, ','.join(terminals), inherited), flush=True)


while time.time() < end:
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            look(pid)
        except (OSError, ValueError):
            pass
    time.sleep(0.01)
