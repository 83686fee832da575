// What npm would get of packages, seen by publint and by TypeScript's ways of resolving (arethetypeswrong). All in one process, which
// loads TypeScript once: `node tools/ci/check-packages.mjs [FOLDER]...`, every package that is published unless some are named.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packageFolders } from './summary.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Packages are ESM, so nobody resolves them these ways. */
const NOT_ESM = ['node10', 'node16-cjs'];

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The tarball that would be published. */
function pack(folder) {
  const place = mkdtempSync(join(tmpdir(), 'check-package-'));
  try {
    const path = join(place, 'package.tgz');
    const { status, stderr } = spawnSync('pnpm', ['pack', '--out', path], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`pnpm pack failed in ${folder}: ${stderr}`);
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** A line for each problem. */
async function problemsOf(folder) {
  const tarball = pack(folder);
  const { messages, pkg } = await publint({
    pack: { tarball: tarball.buffer },
    strict: true,
    level: 'warning',
  });
  const analysis = await checkPackage(createPackageFromTarballData(tarball));
  const types = analysis.types === false ? [{ kind: 'NoTypes' }] : analysis.problems;
  return [
    ...messages.map((message) => formatMessage(message, pkg)),
    ...types
      .filter(({ resolutionKind }) => !NOT_ESM.includes(resolutionKind))
      .map((problem) => JSON.stringify(problem)),
  ].map((problem) => `${pkg.name}: ${problem}`);
}

const named = process.argv.slice(2).map((folder) => resolve(folder));
const folders =
  named.length > 0 ? named : packageFolders(root).filter((folder) => !manifestOf(folder).private);
for (const folder of folders) {
  const problems = await problemsOf(folder);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
if (process.exitCode !== 1) console.log(`packages without a problem: ${folders.length}`);
