#!/bin/sh
# runs in a person's session inside the machine: a display of its own, a desktop's polkit agent, and commands without a
# terminal: `desktop.sh FOLDER <LIST`, where the list and what is printed are those of `dialogs.py` in the folder
set -u
export DISPLAY=:9 NO_AT_BRIDGE=0
Xvfb :9 -screen 0 1024x768x24 >/dev/null 2>&1 &
display=$!
trap 'kill $display' EXIT
until xdotool getdisplaygeometry >/dev/null 2>&1; do sleep 0.2; done
dbus-run-session -- sh -c '
/usr/libexec/polkit-mate-authentication-agent-1 >/dev/null 2>&1 &
agent=$!
sleep 3
python3 "$1/dialogs.py" "$1"
status=$?
kill $agent
exit $status' sh "$1"
