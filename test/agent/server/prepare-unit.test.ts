import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** settings of a unit's service, without comments */
function serviceOf(file: string): string[] {
  const [, service = ''] = readFileSync(`dbus-conf/${file}`, 'utf8').split('[Service]\n');
  return service.split('\n').filter(line => line !== '' && !line.startsWith('#'));
}

// root has what it writes loaded by everybody
it('evaluates for everybody in no wider a cage than for a person', () => {
  const [person, everybody] = [serviceOf('llmos-agent.service'), serviceOf('llmos-prepare.service')];
  // settings that only a person has
  expect(person.filter(line => !everybody.includes(line))).toEqual([
    'TemporaryFileSystem=%h:ro,mode=0700',
    'BindReadOnlyPaths=-%h/.local/share/llm-os/models',
    'CacheDirectory=llm-os',
  ]);
  expect(everybody.filter(line => !person.includes(line))).toEqual([
    'DynamicUser=yes',
    'Environment=HOME=/nonexistent',
    'Nice=10',
    'CacheDirectory=llmos-prepare',
    'ProtectKernelLogs=yes',
    'IPAddressDeny=any',
  ]);
});
