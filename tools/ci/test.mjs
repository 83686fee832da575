// Everything that CI runs, in order; `pnpm test`. Ends with one line made from
// the reports that vitest wrote.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolders, summarize } from './summary.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const options = {
  cwd: root,
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  shell: process.platform === 'win32',
};

// turbo and what packs packages look for it, too.
if (spawnSync('pnpm', ['--version'], options).status !== 0) {
  console.error('pnpm is not on the PATH; run the checks by `npx -y pnpm@10 test`.');
  process.exit(1);
}

/** Runs a command of this workspace and tells whether it passed. */
function check(title, command) {
  console.log(`\n== ${title}`);
  return spawnSync('pnpm', ['exec', ...command], { ...options, stdio: 'inherit' }).status === 0;
}

const built = packageFolders(root).filter((folder) => existsSync(join(folder, 'tsconfig.json')));
const stages = [
  // One process for all packages; turbo, which builds each in its own, finds them built.
  ['build', 'tsc', '-b', ...built],
  ['types of the tests', 'tsc', '-p', 'tsconfig.test.json'],
  ['lint, formatting and circular imports', 'biome', 'ci', '--colors=off', '.'],
  ['unused exports and dependencies', 'knip'],
  ['packages as npm will see them', 'node', 'tools/ci/check-packages.mjs'],
  ['tests', 'turbo', 'run', 'test', '--continue', '--concurrency=2', '--ui=stream', '--output-logs=new-only'],
];

const failed = [];
for (const [title, ...command] of stages) {
  if (check(title, command)) continue;
  failed.push(title);
  // Nothing below works without a build.
  if (title === 'build') break;
}

const { passed, failedTests, skipped, lines } = summarize(root);
console.log(`\n${lines.join('\n')}`);
for (const title of failed) console.log(`FAILED: ${title}`);
console.log(
  `${passed} passed, ${failedTests + failed.filter((title) => title !== 'tests').length} failed, ${skipped} skipped`,
);
process.exitCode = failed.length === 0 && failedTests === 0 && passed > 0 ? 0 : 1;
