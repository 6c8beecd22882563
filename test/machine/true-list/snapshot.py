"""state of every object of a machine, and the difference of two such pictures"""
import hashlib, os, stat, subprocess

KINDS = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "symlink"}


class Machine:
    def __init__(self, excluded):
        pruned = [word for pattern in excluded for word in ("-o", "-path", pattern)]
        # every change of an object, its attributes and its content moves its time of change, which no program can set
        self.find = ["find", "/", "(", *pruned[1:], ")", "-prune", "-o", "-printf", "%D %i %C@ %s %p\\0"]
        self.lines, self.states = set(), {}

    def snapshot(self):
        """path to state, the whole machine but what is excluded"""
        found = subprocess.run(self.find, capture_output=True).stdout.split(b"\0")
        lines, states = set(found[:-1]), dict(self.states)
        for line in self.lines - lines:
            del states[path_of(line)]
        for line in lines - self.lines:
            states[path_of(line)] = state_of(path_of(line))
        self.lines, self.states = lines, states
        return states


def path_of(line):
    return os.fsdecode(line.split(b" ", 4)[4])


def state_of(path):
    stats = os.lstat(path)
    kind = KINDS.get(stat.S_IFMT(stats.st_mode), "other")
    state = {"kind": kind, "uid": stats.st_uid, "gid": stats.st_gid}
    state["mode"] = "0000" if kind == "symlink" else "%04o" % stat.S_IMODE(stats.st_mode)
    state["size"] = stats.st_size if kind == "file" else 0
    state["sha256"] = digest_of(path) if kind == "file" else ""
    state["target"] = os.readlink(path) if kind == "symlink" else ""
    names = os.listxattr(path, follow_symlinks=False)
    if names:
        state["attributes"] = {name: os.getxattr(path, name, follow_symlinks=False).hex() for name in sorted(names)}
    if kind != "directory" and stats.st_nlink > 1:
        state["names"] = stats.st_nlink
    return state


def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def difference(before, after):
    paths = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return [{"path": path, "before": before.get(path), "after": after.get(path)} for path in paths]
