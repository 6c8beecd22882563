# ways in which a process changes something without writing to a file; each that was not refused is printed: hands.py VICTIM PIPE...
import ctypes, fcntl, glob, os, platform, resource, socket, struct, sys, time

victim, pipes = int(sys.argv[1]), sys.argv[2:]
libc = ctypes.CDLL(None, use_errno=True)


def attempt(name, work):
    child = os.fork()
    if child == 0:
        try:
            os._exit(1 if work() is False else 0)
        except BaseException:
            os._exit(1)
    if os.waitpid(child, 0)[1] == 0:
        print(name, flush=True)


def write(path):
    return os.write(os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY), b'x\n')


def kill():
    reader, writer = os.pipe()
    fcntl.fcntl(reader, fcntl.F_SETOWN, victim)
    fcntl.fcntl(reader, 10, 9)
    fcntl.fcntl(reader, fcntl.F_SETFL, fcntl.fcntl(reader, fcntl.F_GETFL) | os.O_ASYNC)
    os.write(writer, b'x')
    time.sleep(0.2)


def owns_socket(request):
    return lambda: libc.ioctl(socket.socketpair()[0].fileno(), request, ctypes.byref(ctypes.c_int(victim))) == 0


def other_calls():
    # `fcntl` by the numbers of programs with short addresses
    return platform.machine() == 'x86_64' and libc.syscall(0x40000000 + 72, 0, 8, victim) == 0


def lock(kind):
    return lambda: kind(os.open(sys.argv[0], os.O_RDONLY))


for path in pipes:
    attempt('pipe ' + path, lambda: write(path))
    attempt('pipe again ' + path, lambda: os.write(os.open('/proc/self/fd/%d' % os.open(path, os.O_RDONLY | os.O_NONBLOCK), os.O_WRONLY), b'x\n'))
attempt('terminal written', lambda: [write(p) for p in glob.glob('/dev/pts/[0-9]*')] != [])
attempt('terminal read', lambda: [os.open(p, os.O_RDONLY | os.O_NOCTTY) for p in glob.glob('/dev/pts/[0-9]*')] != [])
attempt('terminal of its own', lambda: os.openpty())
attempt('limit', lambda: resource.prlimit(victim, resource.RLIMIT_NOFILE, (64, 64)))
attempt('lock', lock(lambda fd: fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)))
attempt('lease', lock(lambda fd: fcntl.fcntl(fd, 1024, fcntl.F_RDLCK)))
attempt('other calls', other_calls)
attempt('owner of a socket', owns_socket(0x8901))
attempt('owner of a socket, by the other name', owns_socket(0x8902))
attempt('owner of a pipe', lambda: fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, victim))
attempt('owner of a pipe, by its kind', lambda: fcntl.fcntl(os.pipe()[0], 15, struct.pack('ii', 1, victim)))
attempt('signal of a pipe', lambda: fcntl.fcntl(os.pipe()[0], 10, 9))
# last: it is the end of the victim
attempt('killed by a pipe', kill)
print('end')
