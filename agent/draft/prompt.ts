import type { Message } from '../plan/plan.js';
import { quoteData } from '../plan/untrusted-text.js';
import type { Pair } from './bank/pair.js';

const SYSTEM = [
  'You write the bash command line that does exactly what the person asks on this Debian machine, nothing more and nothing else.',
  'One line. No sudo, no explanation. Copy names, paths and text exactly as the person wrote them. A question becomes a command',
  'that only shows the answer.',
].join('\n');

// the manner of all others: short, exact, with what is most often needed
const FIXED: readonly Pair[] = [
  ['restart apache2', 'systemctl restart apache2'],
  ['why does mysql not start?', 'journalctl -u mysql -n 50'],
  ['is cups running', 'systemctl status cups'],
  ['installiere vlc', 'apt install -y vlc'],
  ['supprime le paquet gimp', 'apt remove -y gimp'],
  ['write "see you at 5" to notice.txt', "echo 'see you at 5' > notice.txt"],
  ['add the line DEBUG=1 to app.env', "echo 'DEBUG=1' >> app.env"],
  ['borra la carpeta vieja', 'rm -r vieja'],
  ['make a folder named tests in my home', 'mkdir ~/tests'],
  ['what takes up the space in /home?', 'du -xh --max-depth=1 /home | sort -rh | head'],
  ['which processes need the most memory', 'ps aux --sort=-%mem | head'],
  ['set the mode of key.pem to 600', 'chmod 600 key.pem'],
  ['put me into the group video', 'usermod -aG video $USER'],
  ['убей процесс 2040', 'kill 2040'],
  ['volume to 45', 'wpctl set-volume @DEFAULT_AUDIO_SINK@ 45%'],
  ['时区设为东京', 'timedatectl set-timezone Asia/Tokyo'],
  ['create todo.txt with the lines eggs and tea, then show it', "printf 'eggs\\ntea\\n' > todo.txt && cat todo.txt"],
  ['allow ssh through the firewall', 'ufw allow 22/tcp'],
];

export function draftPrefix(): Message[] {
  return [{ role: 'system', content: SYSTEM }, ...FIXED.flatMap(turn)];
}

export interface DraftContext {
  readonly request: string;
  readonly examples: readonly Pair[];
  /** names on this machine that resemble words of the request */
  readonly names?: readonly string[];
  /** text that came with the request, already within its budget */
  readonly data?: readonly { readonly label: string; readonly text: string }[];
}

/** messages behind the prefix: the nearest examples as turns, then the request */
export function draftMessages({ request, examples, names = [], data = [] }: DraftContext): Message[] {
  const given = data.map(({ label, text }) => quoteData(label, text));
  const known = names.length === 0 ? [] : [quoteData('names here', names.join(', '))];
  return [...examples.flatMap(turn), { role: 'user', content: [...given, ...known, request].join('\n') }];
}

function turn([request, line]: Pair): Message[] {
  return [
    { role: 'user', content: request },
    { role: 'assistant', content: line },
  ];
}
