// values for the fuzzer: what a signature allows, from what is hostile, what is nearly right and what is right
const WORDS = [
  '',
  'x',
  '/',
  '..',
  '/etc/shadow',
  '/etc/hostname',
  '/etc/../etc/passwd',
  '/tmp/fuzz',
  '/proc/self/mem',
  '/dev/zero',
  'a'.repeat(300),
  'b'.repeat(70_000),
  '\u001b[2J\u0007',
  '\u202e\u2066',
  '\u200b',
  '<b>&amp;</b>',
  '$(display_path)',
  '%n%s%p',
  '${HOME}',
  '`id`',
  "'; id; '",
  '\n\n',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  '-1',
  '1e999',
  'true',
  'null',
  '{}',
  '[]',
  'echo',
  'read_file',
  'write_file',
  'exec',
  'undo',
  'manage_unit',
  'ssh.service',
  'dbus.service',
  '-.mount',
  'llmos-operator.service',
  'start',
  'restart',
  'mask',
  'KILL',
  'TERM',
  '0644',
  '7777',
  'utf-8',
  'base64',
  'confined',
  'caller',
  'root',
  'bash',
  '512M',
  'infinity',
  'de',
  'ls',
  'cat',
  'df',
  '-exec',
  '--',
  '2026-01-01',
  '0123456789abcdef0123456789abcdef',
  '\uD83D\uDE00',
  'é'.repeat(90),
];
const KEYS = [
  'job',
  'grant',
  'path',
  'content',
  'append',
  'mode',
  'encoding',
  'offset',
  'limit',
  'argv',
  'cwd',
  'stdin',
  'user',
  'timeout_s',
  'tier',
  'packages',
  'purge',
  'unit',
  'verb',
  'lines',
  'cpu_percent',
  'memory_max',
  'tasks_max',
  'match',
  'sort',
  'pid',
  'signal',
  'kind',
  'percent',
  'device',
  'layout',
  'variant',
  'record',
  'force',
  'all',
  'since',
  'hashes',
  'text',
  '__proto__',
  '',
  'x',
];
const VARIANTS = ['s', 'u', 'b', 'i', 'as', 'ay', 'd', 't', 'x', 'a{sv}', 'v', 'aas', 'a{ss}', 'y', 'n', '(ss)'];
const DEPTH = 6;

/** the same values again for the same seed */
export function makeValues(seed) {
  let state = seed >>> 0;
  const random = below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  const pick = list => list[random(list.length)];
  const number = edges => (random(3) === 0 ? random(100) : pick(edges));
  const times = (most, make) => Array.from({ length: random(most + 1) }, make);
  const word = () =>
    random(20) === 0
      ? times(6, () => pick(WORDS))
          .join(pick(['', '/', ' ']))
          .slice(0, 200_000)
      : pick(WORDS);

  const plain = {
    s: word,
    o: () => pick(['/', '/org/llmos/Operator1', '/a/b']),
    g: () => pick(['', 's', 'a{sv}']),
    b: () => random(2) === 1,
    y: () => random(256),
    n: () => number([-0x8000, 0x7fff, 0, -1]),
    q: () => number([0, 0xffff]),
    i: () => number([-0x80000000, 0x7fffffff, 0, -1]),
    u: () => number([0, 1, 0xffffffff, 0x80000000]),
    x: () => number([0, 1, -1, 0x7fffffff]),
    t: () => number([0, 1, 0xffffffff]),
    d: () => pick([0, -0, 1e308, 0.1, -1]),
    h: () => number([0, 1, 0xffffffff]),
  };

  function value(type, depth) {
    if (plain[type]) return plain[type]();
    if (type === 'v') return variant(depth);
    if (type.startsWith('(')) return split(type.slice(1, -1)).map(inner => value(inner, depth + 1));
    if (type.startsWith('a{')) return entries(type, depth);
    return times(depth > DEPTH ? 0 : pick([0, 1, 3, 9]), () => value(type.slice(1), depth + 1));
  }

  function variant(depth) {
    const signature = depth > DEPTH ? 's' : pick(VARIANTS);
    return { signature, value: value(signature, depth + 1) };
  }

  function entries(type, depth) {
    const [, inner] = split(type.slice(2, -1));
    return Object.fromEntries(times(depth > DEPTH ? 0 : 4, () => [pick(KEYS), value(inner, depth + 1)]));
  }

  return { random, pick, body: signature => split(signature).map(type => value(type, 0)) };
}

/** the complete types that stand one after the other in a signature */
function split(signature) {
  const types = [];
  for (let at = 0; at < signature.length;) {
    const start = at;
    while (signature[at] === 'a') at += 1;
    let open = 0;
    do {
      if ('({'.includes(signature[at])) open += 1;
      if (')}'.includes(signature[at])) open -= 1;
      at += 1;
    } while (open > 0);
    types.push(signature.slice(start, at));
  }
  return types;
}
