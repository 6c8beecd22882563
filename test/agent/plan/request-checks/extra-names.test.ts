import { describe, expect, it } from 'vitest';
import { findExtraNames } from '../../../../agent/plan/request-checks/extra-names.js';
import { loadCatalog } from '../../../../interfaces/catalog.js';

const catalog = loadCatalog();

function added(request: string, step: { readonly action: string; readonly [key: string]: unknown }): string[] {
  return findExtraNames({ steps: [step], say: '' }, request, catalog);
}

describe('names that nobody asked for', () => {
  it('are those that join the ones of the request', () => {
    const step = { action: 'remove_packages', packages: ['telnet', 'telnet-server'] };
    expect(added('delete the package telnet', step)).toEqual(['steps[0].packages: telnet-server was not asked for']);
  });

  it('are none where the model had to translate', () => {
    expect(added('install a c compiler', { action: 'install_packages', packages: ['gcc', 'make'] })).toEqual([]);
  });

  it('are none where all stand in the request, whatever their case', () => {
    expect(added('install Git and tmux', { action: 'install_packages', packages: ['git', 'tmux'] })).toEqual([]);
  });

  it('are not looked for among the words of a command line', () => {
    expect(added('list /srv', { action: 'exec', argv: ['ls', '-la', '/srv'] })).toEqual([]);
  });
});
