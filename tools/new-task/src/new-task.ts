// Writes the package of a new task from ../template, a package whose task is called "template". Everything else in the
// workspace finds packages by pattern.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NewTaskError } from './errors.ts';
import { namesOf, type TaskNames } from './names.ts';

const TEMPLATE = fileURLToPath(new URL('../template', import.meta.url));
const require = createRequire(import.meta.url);
const BIOME = require.resolve('@biomejs/biome/bin/biome');

export interface NewTask {
  /** Of the package, from the root of the workspace. */
  readonly folder: string;
  readonly changeset: string;
}

/**
 * Makes `packages/task-NAME` and its changeset; after a failure there is neither.
 * @param root of the workspace
 * @throws {NewTaskError} `BAD_NAME`, `EXISTS` or `NOT_FORMATTED`.
 */
export async function newTask(root: string, name: string): Promise<NewTask> {
  const names = namesOf(name);
  const folder = join('packages', `task-${name}`);
  const changeset = join('.changeset', `task-${name}.md`);
  for (const path of [folder, changeset]) {
    if (existsSync(join(root, path))) {
      throw new NewTaskError('EXISTS', `there is already a ${path}; take another name, or remove it first`);
    }
  }
  const staging = join(root, 'packages', `.new-task-${name}`);
  await rm(staging, { recursive: true, force: true });
  try {
    await writePackage(staging, names);
    await format(root, staging);
    await mkdir(join(root, '.changeset'), { recursive: true });
    await writeFile(join(root, changeset), changesetOf(names));
    await rename(staging, join(root, folder));
  } catch (error) {
    await rm(join(root, changeset), { force: true });
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return { folder, changeset };
}

async function writePackage(folder: string, names: TaskNames): Promise<void> {
  const entries = await readdir(TEMPLATE, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile())) {
    const source = join(entry.parentPath, entry.name);
    const path = join(folder, source.slice(TEMPLATE.length));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, renamed(await readFile(source, 'utf8'), names));
  }
}

/** The template speaks of its task by this word alone, and of nothing else by it. */
const renamed = (text: string, { kebab, pascal, constant }: TaskNames): string =>
  text.replaceAll('template', kebab).replaceAll('Template', pascal).replaceAll('TEMPLATE', constant);

/** The order of imports and the breaks of lines depend on the name. */
async function format(root: string, folder: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [BIOME, 'check', '--write', folder], { cwd: root });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    const [, complaint = 'it does not start'] = /×\s*(.+)/.exec(stderr) ?? [];
    throw new NewTaskError(
      'NOT_FORMATTED',
      `biome does not format the new package (${complaint}); run npx biome check in ${root}`,
      { cause: error },
    );
  }
}

const changesetOf = ({ kebab }: TaskNames): string => `---
'@dg-sct/task-${kebab}': minor
---

The task ${kebab}: which class a clip belongs to, from what is seen and heard in it.
`;
