# takes what other processes hold: theft.py NAME:PID…; prints each way that was not refused, as NAME and way, and how many were tried
import ctypes, os, sys

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_SEIZE, PTRACE_DETACH, PIDFD_GETFD = 0x4206, 17, 438
# no right, no such thing in sight, or a filter: any other error means that the kernel let us through
REFUSED = {1, 2, 3, 13, 38}


class Pieces(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]


def went(answer):
    return answer >= 0 or ctypes.get_errno() not in REFUSED


def seized(pid):
    ctypes.set_errno(0)
    return went(libc.ptrace(PTRACE_SEIZE, pid, None, None))


def read_memory(pid):
    with open('/proc/%d/mem' % pid, 'rb') as memory, open('/proc/%d/maps' % pid) as maps:
        memory.seek(int(next(line for line in maps if ' r' in line).split('-')[0], 16))
        return len(memory.read(16)) == 16


def wrote_memory(pid):
    os.close(os.open('/proc/%d/mem' % pid, os.O_RDWR))


def read_across(pid):
    # where nothing is mapped: only who may look is told so
    ours = Pieces(ctypes.addressof(ctypes.create_string_buffer(16)), 16)
    ctypes.set_errno(0)
    return went(libc.process_vm_readv(pid, ctypes.byref(ours), 1, ctypes.byref(Pieces(4096, 16)), 1, 0))


def wrote_across(pid):
    ours = Pieces(ctypes.addressof(ctypes.create_string_buffer(16)), 16)
    ctypes.set_errno(0)
    return went(libc.process_vm_writev(pid, ctypes.byref(ours), 1, ctypes.byref(Pieces(4096, 16)), 1, 0))


def took_descriptors(pid):
    handle = os.pidfd_open(pid)
    for number in range(32):
        ctypes.set_errno(0)
        if went(libc.syscall(PIDFD_GETFD, handle, number, 0)):
            return True
    return False


def opened_descriptors(pid):
    # their numbers are told to whoever has the uid; what they are, and they themselves, are not
    place = '/proc/%d/fd' % pid
    return any(os.readlink('%s/%s' % (place, number)) for number in os.listdir(place))


WAYS = {
    'ptrace': seized,
    'memory read': read_memory,
    'memory opened to write': wrote_memory,
    'memory read across': read_across,
    'memory written across': wrote_across,
    'descriptors taken': took_descriptors,
    'descriptors opened': opened_descriptors,
    'environment': lambda pid: open('/proc/%d/environ' % pid).read() is not None,
    'root directory': lambda pid: os.listdir('/proc/%d/root' % pid) is not None,
    'working directory': lambda pid: os.listdir('/proc/%d/cwd' % pid) is not None,
}


def attempt(work, pid):
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work(pid) is not False else 1)
        except BaseException:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


tried = 0
for victim in sys.argv[1:]:
    name, pid = victim.rsplit(':', 1)
    for way, work in WAYS.items():
        tried += 1
        if attempt(work, int(pid)):
            print('THEFT %s: %s' % (name, way), flush=True)
print('THEFT end of %d' % tried, flush=True)
