// Everything that CI runs, in order; `pnpm test`. Ends with one line made from
// the reports that vitest wrote.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { summarize } from './summary.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

/** Runs a command of this workspace and tells whether it passed. */
function check(title, command, ...args) {
  console.log(`\n== ${title}`);
  const { status } = spawnSync('npx', ['--no-install', command, ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  return status === 0;
}

const turbo = (...args) => ['turbo', 'run', ...args, '--ui=stream', '--output-logs=new-only'];
const stages = [
  ['build', ...turbo('build')],
  ['types of the tests', 'tsc', '-p', 'tsconfig.test.json'],
  ['lint, formatting and circular imports', 'biome', 'ci', '.'],
  ['unused exports and dependencies', 'knip'],
  ['packages as npm will see them', ...turbo('check:package')],
  ['tests', ...turbo('test', '--continue', '--concurrency=1')],
];

const failed = [];
for (const [title, ...command] of stages) {
  if (check(title, ...command)) continue;
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
