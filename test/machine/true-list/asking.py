"""calls of the operator, as root or from a session of a person"""
import json, subprocess

CALL = ["busctl", "--system", "--json=short", "--timeout=300", "call", "--", "org.llmos.Operator1", "/org/llmos/Operator1"]
# a person has a login session, in which a small program of ours makes the calls that it is told
SESSION = ["systemd-run", "--quiet", "--wait", "--collect", "--pipe", "-p", "PAMName=login", "-p", "WorkingDirectory=~"]
SESSION += ["-E", "XDG_SEAT=seat0", "-E", "XDG_SESSION_TYPE=tty", "-E", "XDG_SESSION_CLASS=user", "-E", "LANG=C.UTF-8"]
SERVE = """
import json, subprocess, sys
for line in sys.stdin:
    ran = subprocess.run(json.loads(line), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    print(json.dumps([ran.returncode, ran.stdout, ran.stderr]), flush=True)
"""


STATE = ["kind", "mode", "uid", "gid", "size", "sha256", "target"]


class Refused(Exception):
    pass


class Caller:
    def __init__(self, who):
        session = [] if who.pw_uid == 0 else [*SESSION, "--uid=" + who.pw_name, "--"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([*session, "python3", "-c", SERVE], **pipes)

    def call(self, member, signature, *values):
        """values of the reply; what the operator refuses is an exception"""
        self.process.stdin.write(json.dumps([*CALL, "org.llmos.Operator1", member, signature, *values]) + "\n")
        self.process.stdin.flush()
        status, said, refused = json.loads(self.process.stdout.readline())
        if status:
            raise Refused(refused)
        return json.loads(said)["data"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def plain(dictionary):
    return {name: tagged["data"] for name, tagged in dictionary.items()}


def change_of(row):
    """what was and what is, of a row in which the names of the former begin with `was_`"""
    values = plain(row)
    before, after = ({name: values[prefix + name] for name in STATE if prefix + name in values} for prefix in ("was_", ""))
    return {"path": values["path"], "before": before or None, "after": after or None}
