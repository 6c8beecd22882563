import type { Pair } from './pair.js';

export const PROCESSES: readonly Pair[] = [
  ['kill 1234', 'kill 1234'],
  ['kill process 777 the hard way', 'kill -KILL 777'],
  ['beende Prozess 300', 'kill 300'],
  ['tue le processus 555', 'kill 555'],
  ['mata el proceso 808', 'kill 808'],
  ['заверши процесс 910', 'kill 910'],
  ['结束进程 1500', 'kill 1500'],
  ['end all chrome processes', 'pkill chrome'],
  ['alle Fenster von gedit schließen', 'pkill gedit'],
  ['kill everything that bob runs', 'pkill -u bob'],
  ['reload the settings of process 900', 'kill -HUP 900'],
  ['pause process 321', 'kill -STOP 321'],
  ['let process 321 go on', 'kill -CONT 321'],
  ['make process 600 less important', 'renice -n 10 -p 600'],
];
