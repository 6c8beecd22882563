# answers the dialogs of a desktop's polkit agent, one command after the other; used by `desktop.sh` inside the machine:
# `dialogs.py FOLDER <LIST`. the list is json: each has `argv`, `keys` for its dialog (a word is typed, a name with a capital
# is pressed), and perhaps a `picture`. what was on the screen is printed as json, as a reader of screens is told it
import json
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi

AGENT = "polkit-mate-authentication-agent-1"
PATIENCE_S = 90
folder = sys.argv[1]


def below(node):
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from below(child)


def dialog():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        if program is None or program.get_name() != AGENT:
            continue
        for window in (program.get_child_at_index(at) for at in range(program.get_child_count())):
            if window is not None and window.get_state_set().contains(Atspi.StateType.SHOWING):
                return window
    return None


def wait(condition, process):
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            found = condition()
        except gi.repository.GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.2)
    return None


def place(node):
    at = node.get_extents(Atspi.CoordType.SCREEN)
    return [at.x, at.y, at.width, at.height]


def seen(window):
    shown = [node for node in below(window) if node.get_state_set().contains(Atspi.StateType.SHOWING)]
    of = lambda *roles: [node for node in shown if node.get_role_name() in roles]
    return {
        "window": place(window),
        "texts": [Atspi.Text.get_text(node, 0, -1) for node in of("label")],
        "labels": [place(node) for node in of("label")],
        "buttons": [[node.get_name(), place(node)] for node in of("push button", "button")],
        "entries": [place(node) for node in of("password text", "text", "entry")],
    }


def press(keys):
    for key in keys:
        how = ["key"] if key[0].isupper() else ["type", "--delay", "40"]
        subprocess.run(["xdotool", *how, key], check=True)


def show(call):
    process = subprocess.Popen(call["argv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    window = wait(dialog, process)
    told = None
    if window:
        time.sleep(1)
        told = seen(window)
        if call.get("picture"):
            picture = os.path.join(folder, call["picture"])
            x, y, width, height = told["window"]
            part = f"{width + 40}x{height + 40}+{max(x - 20, 0)}+{max(y - 20, 0)}"
            subprocess.run(["import", "-window", "root", "-crop", part, "-colors", "16", "+repage", picture], check=True)
        press(call["keys"])
    output, error = process.communicate(timeout=PATIENCE_S)
    # the next one must not be taken for this one
    ends = time.monotonic() + 10
    while dialog() and time.monotonic() < ends:
        time.sleep(0.2)
    return {"status": process.returncode, "output": output, "error": error, "dialog": told}


print(json.dumps([show(call) for call in json.load(sys.stdin)]))
