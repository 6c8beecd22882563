"""rehearses scripts, applies and undoes them, runs them for real, and says what each of these changed on the machine"""
import json, os, pwd, subprocess, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from asking import Caller, Refused, change_of, plain
from snapshot import Machine, difference

PLACES = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def run(argv, **more):
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", **more)


def for_real(script, who):
    names = {"HOME": who.pw_dir, "USER": who.pw_name, "LOGNAME": who.pw_name}
    groups = os.getgrouplist(who.pw_name, who.pw_gid)
    options = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": groups, "umask": 0o022}
    environment = {"PATH": PLACES, "LANG": "C.UTF-8", "SHELL": "/bin/sh", **names}
    return run(["/bin/sh", "-c", script], cwd=who.pw_dir, env=environment, **options)


def rehearse(script, who, caller):
    told_id, details = caller.call("Rehearse", "sa{sv}", script, "1", "cwd", "s", who.pw_dir)
    told = plain(details)
    told["id"], told["changes"] = told_id, [change_of(row) for row in told["changes"]]
    return told


def go_through(row, machine, caller):
    who = pwd.getpwnam(row["as"])
    prepared = run(["sh", "-euc", row["setup"]])
    assert prepared.returncode == 0, prepared.stderr
    before = machine.snapshot()
    try:
        told = rehearse(row["script"], who, caller)
    except Refused as refused:
        return {"refused": str(refused), "applied": difference(before, machine.snapshot())}
    said = {"told": told, "applied": []}
    if row["apply"] and told["changes"]:
        _, details = caller.call("ApplyChanges", "ssa{sv}", told["id"], told["digest"], "0")
        said["applied"] = difference(before, machine.snapshot())
        caller.call("Undo", "sa{sv}", plain(details)["record"], "0")
    after = machine.snapshot()
    said["left"] = difference(before, after)
    ended = for_real(row["script"], who)
    said.update(status=ended.returncode, stderr=ended.stderr, real=difference(after, machine.snapshot()))
    return said


def main():
    asked = json.load(sys.stdin)
    machine = Machine(asked["excluded"])
    callers = {name: Caller(pwd.getpwnam(name)) for name in {row["as"] for row in asked["rows"]}}
    for row in asked["rows"]:
        try:
            said = go_through(row, machine, callers[row["as"]])
        except Exception as error:
            said = {"trouble": str(error) or repr(error)}
        print(json.dumps({"name": row["name"], **said}), flush=True)
    for caller in callers.values():
        caller.close()


main()
