// Adds up the JSON reports that vitest left in each package.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of all workspace packages. */
export function packageFolders(root) {
  const inGroups = ['packages', 'apps', 'tools'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name)),
  );
  return [...inGroups, join(root, 'examples')].filter((folder) => existsSync(join(folder, 'package.json')));
}

/** Counts over all reports, and a line for each failed and each skipped test. */
export function summarize(root) {
  const total = { passed: 0, failedTests: 0, skipped: 0, lines: [] };
  for (const folder of packageFolders(root)) {
    const path = join(folder, '.reports', 'vitest.json');
    if (!existsSync(path)) continue;
    const report = JSON.parse(readFileSync(path, 'utf8'));
    total.passed += report.numPassedTests;
    total.failedTests += report.numFailedTests;
    total.skipped += report.numPendingTests + report.numTodoTests;
    const files = report.testResults ?? [];
    // A file that breaks before its tests are known has failed, too.
    const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
    total.failedTests += broken.length;
    for (const file of broken) total.lines.push(`failed:  ${file.name}: ${file.message.split('\n')[0]}`);
    for (const test of files.flatMap((file) => file.assertionResults)) {
      if (test.status === 'failed') total.lines.push(`failed:  ${test.fullName}`);
      else if (test.status !== 'passed') total.lines.push(`skipped: ${test.fullName}`);
    }
  }
  return total;
}
