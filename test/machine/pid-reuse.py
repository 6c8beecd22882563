# a process connects, asks once and ends; what it forked before is sandboxed, and keeps the connection until an unconfined
# program of the same person has the pid. roles: held PATH (alice), other (alice, unconfined), counter (root)
import ctypes
import os
import socket
import struct
import subprocess
import sys
import time

GO = '/tmp/llmtest-pid'
NO_NEW_PRIVS = 38


def text(value):
    data = value.encode()
    return struct.pack('<I', len(data)) + data + b'\0'


def padded(data, size):
    return data + b'\0' * (-len(data) % size)


class Bus:
    def __init__(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect('/run/dbus/system_bus_socket')
        self.sock.sendall(b'\0AUTH EXTERNAL ' + str(os.getuid()).encode().hex().encode() + b'\r\n')
        self.sock.recv(1024)
        self.sock.sendall(b'BEGIN\r\n')
        self.serial = 0
        self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'Hello')

    def call(self, destination, path, face, member, signature='', body=b''):
        self.serial += 1
        fields = b''
        for code, kind, value in ((1, 'o', path), (2, 's', face), (3, 's', member), (6, 's', destination)):
            fields = padded(fields, 8) + bytes([code, 1]) + kind.encode() + b'\0' + text(value)
        if signature:
            fields = padded(fields, 8) + b'\x08\x01g\0' + bytes([len(signature)]) + signature.encode() + b'\0'
        head = b'l\x01\0\x01' + struct.pack('<III', len(body), self.serial, len(fields))
        self.sock.sendall(padded(head + fields, 8) + body)
        return self.answer()

    def exactly(self, size):
        data = b''
        while len(data) < size:
            piece = self.sock.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    # the name of the error, or "done"
    def answer(self):
        while True:
            head = self.exactly(16)
            size, _, fields = struct.unpack('<III', head[4:])
            rest = self.exactly(fields + -fields % 8 + size)
            if head[1] == 2:
                return 'done'
            if head[1] == 3:
                start = rest.index(b'org.')
                return rest[start:rest.index(b'\0', start)].decode()

    def write(self, path):
        body = padded(padded(text(path), 4) + text('x\n'), 4) + struct.pack('<I', 0)
        return self.call('org.llmos.Operator1', '/org/llmos/Operator1', 'org.llmos.Operator1', 'WriteFile', 'ssa{sv}',
                         padded(body, 8))


def wait_for(path):
    for _ in range(600):
        if os.path.exists(path):
            return
        time.sleep(0.1)
    raise SystemExit('%s did not come' % path)


# the session ends with its first process, which therefore waits; a pid that nobody has waited for is not free
def held(path):
    if os.fork() != 0:
        os.wait()
        wait_for(GO + '.over')
        return
    bus, mine = Bus(), os.getpid()
    print('itself', bus.write(path + '-itself'), flush=True)
    if os.fork() != 0:
        os._exit(0)
    ctypes.CDLL(None).prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    while os.getppid() == mine:
        time.sleep(0.01)
    print('ended', bus.write(path + '-ended'), flush=True)
    with open(GO, 'w') as file:
        file.write(str(mine))
    wait_for(GO + '.there')
    with open('/proc/%d/comm' % mine) as file:
        print('now', file.read().strip(), flush=True)
    print('another', bus.write(path + '-another'), flush=True)
    open(GO + '.over', 'w').close()


def other():
    wait_for(GO)
    wanted = int(open(GO).read())
    for count in range(4000):
        if count % 20 == 0:
            open(GO + '.turn', 'w').close()
            while os.path.exists(GO + '.turn'):
                time.sleep(0.01)
        pid = os.fork()
        if pid == 0:
            if os.getpid() == wanted:
                os.execvp('sleep', ['sleep', '8'])
            os._exit(0)
        if pid == wanted:
            time.sleep(0.3)
            open(GO + '.there', 'w').close()
            wait_for(GO + '.over')
            return
        os.waitpid(pid, 0)


# puts the counter of pids back, in the place of the millions that would go by; /proc/sys of a container is read-only
def counter():
    wait_for(GO)
    wanted = int(open(GO).read())
    while not os.path.exists(GO + '.over'):
        if os.path.exists(GO + '.turn'):
            put = 'mount -t proc proc /mnt && echo %d >/mnt/sys/kernel/ns_last_pid' % (wanted - 2)
            subprocess.run(['unshare', '-m', 'sh', '-c', put])
            os.unlink(GO + '.turn')
        time.sleep(0.005)


{'held': held, 'other': other, 'counter': counter}[sys.argv[1]](*sys.argv[2:])
