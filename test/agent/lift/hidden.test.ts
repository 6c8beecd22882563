import { describe, expect, it } from 'vitest';
import { lift } from './rows.js';

describe('hidden changes', () => {
  const CHANGES = [
    'rm -rf x',
    'systemctl stop nginx',
    'chmod 777 x',
    'dd if=a of=b',
    'tee x',
    'echo x > y',
    'sed -i s/a/b/ x',
  ];
  const WRAPS: readonly ((change: string) => string)[] = [
    change => `echo $(${change})`,
    change => `echo "\`${change}\`"`,
    change => `ls | while read -r f; do ${change}; done`,
    change => `if true; then ${change}; fi`,
    change => `for f in *; do ${change}; done`,
    change => `f() { ${change}; }; f`,
    change => `true || ${change}`,
    change => `! ${change}`,
    change => `diff <(${change}) b`,
    change => `cat <<EOF\n$(${change})\nEOF`,
    change => `case x in x) ${change};; esac`,
    change => `ls "\${x:-$(${change})}"`,
    change => `x=$(${change}); echo $x`,
    change => `ls | ( ${change} )`,
    change => `find . -exec sh -c '${change}' \\;`,
    change => `xargs sh -c '${change}'`,
    change => `timeout 5 sh -c '${change}'`,
    change => `while ${change}; do ls; done`,
    change => `echo $((1 + $(${change})))`,
    change => `ls > >(${change})`,
    change => `until false; do ls && ${change}; done`,
    change => `[[ -n $(${change}) ]]`,
    change => `a=( $(${change}) ); echo a`,
    change => `ls & ${change} &`,
    change => `coproc ${change}`,
    change => `LC_ALL=$(${change}) systemctl stop nginx`,
    change => `systemctl stop nginx < "$(${change})"`,
    change => `systemctl stop nginx <<EOF\n$(${change})\nEOF`,
    change => `systemctl stop nginx >/dev/null 2>&1 <(${change})`,
    change => `cd "$(${change})"; ls`,
    change => `export A=$(${change}); ls`,
    change => `A=$(${change}); systemctl stop nginx`,
    change => `A=$(${change}); apt install htop`,
    change => `echo a > "$(${change})"`,
    change => `cat f | tee "$(${change})"`,
    change => `systemctl status nginx | grep "$(${change})"`,
    change => `ps aux | grep x | head -n "$(${change})"`,
    change => `sudo -n env A="$(${change})" systemctl stop nginx`,
    change => `for f in "$(${change})"; do systemctl stop nginx; done`,
  ];
  const rows = WRAPS.flatMap(wrap => CHANGES.map(wrap));

  it.each(rows)('%s is neither a look nor left out', async shell => {
    const parts = await lift(shell);
    const looks = parts.filter(part => part.kind === 'look' && CHANGES.some(change => part.script.includes(change)));
    expect(looks).toEqual([]);
    expect(parts.some(part => part.kind === 'rest')).toBe(true);
  });
});
