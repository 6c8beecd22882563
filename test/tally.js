// adds up what vitest wrote for each rung: tally.js FOLDER RUNG…
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...rungs] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
let good = true;

function read(name) {
  const path = join(folder, name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function count(rung) {
  const left = read(`${rung}.skipped.json`);
  if (left !== undefined) return { passed: 0, failed: 0, skipped: left.length, excused: true };
  const ran = read(`${rung}.json`);
  if (ran === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // a file that does not even load has no tests to fail, and an unhandled error belongs to none
  const broken = ran.testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0).length;
  const failed = ran.numFailedTests + broken;
  return {
    passed: ran.numPassedTests,
    failed: failed === 0 && !ran.success ? 1 : failed,
    skipped: ran.numPendingTests + ran.numTodoTests,
  };
}

for (const rung of rungs) {
  const part = count(rung);
  for (const key of Object.keys(total)) total[key] += part[key];
  const empty = part.excused !== true && part.passed + part.failed === 0;
  if (empty || part.failed > 0) good = false;
  process.stdout.write(
    `${rung}: ${part.passed} passed, ${part.failed} failed, ${part.skipped} skipped${empty ? ': it ran nothing' : ''}\n`,
  );
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = good ? 0 : 1;
