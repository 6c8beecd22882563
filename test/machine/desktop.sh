#!/bin/sh
# runs in a person's session inside the machine: a display of its own, a desktop's polkit agent, and llmsh without a terminal.
# usage: `desktop.sh PLAN KEYS…`, where `KEYS` go to the dialog (a word is typed, a name with a capital is pressed)
set -u
plan=$1
shift
export DISPLAY=:9
rm -f "$HOME/dialog.png"
Xvfb :9 -screen 0 900x560x24 >/dev/null 2>&1 &
display=$!
sleep 2
/usr/libexec/polkit-mate-authentication-agent-1 >/dev/null 2>&1 &
agent=$!
sleep 4
llmsh apply --yes "$plan" &
llmsh=$!
tries=0
until xdotool search --name Authenticate >/dev/null 2>&1 || [ $tries -gt 60 ]; do
  tries=$((tries + 1))
  sleep 0.5
done
sleep 2
import -window root "$HOME/dialog.png"
for key; do
  case $key in
    [A-Z]*) xdotool key "$key" ;;
    *) xdotool type --delay 40 "$key" ;;
  esac
done
wait $llmsh
status=$?
kill $agent $display
exit $status
