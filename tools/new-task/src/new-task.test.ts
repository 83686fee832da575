// What is written builds, conforms and reads as if written by hand; what cannot be written is refused and leaves nothing.

import { execFile, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { newTask } from './new-task.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
// Here packages find what this one depends on, without an installation.
const PLACE = join(ROOT, 'tools', 'new-task', '.reports');
mkdirSync(PLACE, { recursive: true });

const workspaces: string[] = [];
afterAll(() => {
  for (const folder of workspaces) rmSync(folder, { recursive: true, force: true });
});

/** What packages and their tests read of a workspace. */
const SHARED = [
  '.gitignore',
  'biome.json',
  'tools/readme',
  'tsconfig.base.json',
  'tsconfig.test.json',
  'vitest.config.ts',
];
/** What a new package refers to, one way or another. */
const REFERENCES = ['nn', 'task', 'tfjs-onnxruntime'];

function workspace(): string {
  const root = mkdtempSync(join(PLACE, 'workspace-'));
  workspaces.push(root);
  for (const path of SHARED) cpSync(join(ROOT, path), join(root, path), { recursive: true });
  mkdirSync(join(root, 'packages'));
  for (const name of REFERENCES) {
    symlinkSync(join(ROOT, 'packages', name), join(root, 'packages', name), 'junction');
  }
  return root;
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Runs a program of an npm package inside a folder, as from a shell; empty, or what it said before it failed. */
async function complaintOf(
  folder: string,
  [name, program]: readonly [string, string],
  ...argv: string[]
): Promise<string> {
  const home = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('VITEST')));
  try {
    await promisify(execFile)(process.execPath, [join(home, program), ...argv], { cwd: folder, env });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

test('a new package builds, is formatted, and passes its tests', { timeout: 300_000 }, async () => {
  const root = workspace();
  const { folder } = await newTask(root, 'few-shot');
  const path = join(root, folder);
  expect(await complaintOf(path, ['typescript', 'bin/tsc'], '-p', '.')).toBe('');
  const ofTests = { extends: './tsconfig.test.json', include: [`${folder}/src/**/*.test.ts`] };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(ofTests));
  expect(await complaintOf(root, ['typescript', 'bin/tsc'], '-p', '.')).toBe('');
  expect(await complaintOf(root, ['@biomejs/biome', 'bin/biome'], 'ci', folder)).toBe('');
  const argv = ['run', '--config', '../../vitest.config.ts', '--root', '.'];
  expect(await complaintOf(path, ['vitest', 'vitest.mjs'], ...argv)).toBe('');

  const report = JSON.parse(readFileSync(join(path, '.reports', 'vitest.json'), 'utf8')) as VitestReport;
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = results.filter(({ status }) => status === 'passed').map(({ title }) => title);
  expect(passed).toContain('conforms to the contract of task heads');
  expect(passed).toContain('README.md opens with an example that is type-correct and runs');
  expect(passed).toHaveLength(results.length);
});

test('it bears its name everywhere, and is announced', async () => {
  const root = workspace();
  const { folder, changeset } = await newTask(root, 'few-shot');
  expect(readFileSync(join(root, changeset), 'utf8')).toMatch(
    /^---\n'@dg-sct\/task-few-shot': minor\n---\n\n\S/,
  );
  expect(readdirSync(join(root, 'packages')).sort()).toEqual([
    'nn',
    'task',
    'task-few-shot',
    'tfjs-onnxruntime',
  ]);
  const text = filesOf(join(root, folder))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  expect(text).not.toMatch(/template/i);
  for (const name of [
    '"@dg-sct/task-few-shot"',
    "name = 'few-shot'",
    'class FewShotHead',
    'const FEW_SHOT_TASK',
  ]) {
    expect(text).toContain(name);
  }
});

describe('a name is refused', () => {
  test.each(['', 'Few', 'few_shot', '3d', 'few--shot', 'few-', '../few', 'few shot', 'a'.repeat(41)])(
    '"%s", which is no name',
    async (name) => {
      const root = workspace();
      const before = filesOf(root);
      await expect(newTask(root, name)).rejects.toMatchObject({
        code: 'BAD_NAME',
        message: expect.stringMatching(/^".*" cannot be the name of a task: .*take/) as string,
      });
      expect(filesOf(root)).toEqual(before);
    },
  );

  test('that repeats what every package is called', async () => {
    await expect(newTask(workspace(), 'task-few')).rejects.toThrow('so leave out the "task"');
  });

  test('whose classes JavaScript has', async () => {
    await expect(newTask(workspace(), 'type')).rejects.toThrow('TypeError is a class of JavaScript');
  });

  test.each(['packages/task-few', '.changeset/task-few.md'])('that is taken by %s', async (path) => {
    const root = workspace();
    mkdirSync(join(root, path), { recursive: true });
    await expect(newTask(root, 'few')).rejects.toMatchObject({
      code: 'EXISTS',
      message: `there is already a ${join(path)}; take another name, or remove it first`,
    });
    expect(filesOf(root).filter((file) => file.includes('task-few'))).toEqual([]);
  });
});

test('a package that cannot be formatted is not left behind', async () => {
  const root = workspace();
  writeFileSync(join(root, 'biome.json'), '{ "colour": "red" }');
  await expect(newTask(root, 'few')).rejects.toMatchObject({
    code: 'NOT_FORMATTED',
    message: expect.stringMatching(/^biome does not format the new package \(Found an unknown key/) as string,
  });
  expect(readdirSync(join(root, 'packages')).sort()).toEqual(REFERENCES);
  expect(existsSync(join(root, '.changeset', 'task-few.md'))).toBe(false);
});

describe('the command', () => {
  const command = (...argv: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'tools', 'new-task', 'dist', 'main.js'), ...argv], {
      encoding: 'utf8',
    });

  test.each([
    [[], 2, /^new-task: one name of a task is needed; usage: new-task NAME, such as new-task few-shot\n$/],
    [['a', 'b'], 2, /^new-task: one name of a task is needed/],
    [['--help'], 2, /^new-task: one name of a task is needed/],
    [['Few'], 2, /^new-task: "Few" cannot be the name of a task: [^\n]*\n$/],
    [['ave'], 1, /^new-task: there is already a packages.task-ave; [^\n]*\n$/],
  ])('refuses %j with exit code %i', (argv, code, sentence) => {
    const { status, stdout, stderr } = command(...argv);
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});
