export const HOSTS = '/etc/hosts';

const LOOPBACK = /^(?:127\.|::1$)/;

/**
 * text of /etc/hosts with a name of the machine in place of another, in the lines of loopback addresses. returns
 * `undefined` if none of these lines has the old name, or the new name is there already
 */
export function renameInHosts(text: string, from: string, to: string): string | undefined {
  if (from === '' || from === to) return undefined;
  const [shortFrom, shortTo] = [shortOf(from), shortOf(to)];
  const renamed = text.split('\n').map(line => {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const named = names.includes(from) || names.includes(shortFrom);
    if (!LOOPBACK.test(address) || !named || names.includes(to)) return line;
    return line.replaceAll(/[^\s#]+/g, word => (word === from ? to : word === shortFrom ? shortTo : word));
  });
  const result = renamed.join('\n');
  return result === text ? undefined : result;
}

/** true where a loopback line of the text has this name */
export function isInHosts(text: string, name: string): boolean {
  return text.split('\n').some(line => {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    return LOOPBACK.test(address) && names.includes(name);
  });
}

function shortOf(name: string): string {
  return name.split('.')[0] ?? name;
}
