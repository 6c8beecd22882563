import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * a vitest reporter that writes what became of a file of attacks as soon as the file ends, so that a run that was cut off
 * can go on; LLMOS_ATTACK_REPORTS is the folder
 */
export default class FileReports {
  #folder = process.env['LLMOS_ATTACK_REPORTS'] ?? 'build/attack/reports';
  #commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();

  onTestModuleEnd(module) {
    const tests = [...module.children.allTests()].map(test => ({
      ancestorTitles: titlesAbove(test),
      title: test.name,
      status: test.result().state,
      tags: test.tags,
      meta: test.meta(),
    }));
    const failed = module.state() === 'failed';
    const message = module
      .errors()
      .map(error => error.message)
      .join('\n');
    const report = { name: module.relativeModuleId, commit: this.#commit, failed, message, assertionResults: tests };
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, reportName(module.relativeModuleId)), JSON.stringify(report));
  }
}

/** name of the report about a test file, which run.sh looks for too */
function reportName(file) {
  return `${file.replaceAll('/', '-')}.json`;
}

function titlesAbove(test) {
  const titles = [];
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) titles.unshift(parent.name);
  return titles;
}
