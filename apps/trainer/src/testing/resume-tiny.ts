// Exact resume on the tiny preset of a task: what goes on from the end of the first epoch ends as the run did that never
// stopped, to the last byte. Tasks are spread over test files, which run side by side.
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { graphCache } from '@dg-sct/tfjs-onnxruntime';
import { beforeAll, expect, it } from 'vitest';
import type { SynthTask } from '../commands/synth-tasks.ts';
import type { TaskName } from '../tasks/names.ts';
import { temporaryFolder } from './ave-folder.ts';
import { callCli } from './run-cli.ts';

/** A task with the one whose rendered clips it learns from, and how many of these all its splits need. */
export type ResumedTask = readonly [task: TaskName, rendered: SynthTask, clips: number];

async function dgsct(...argv: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await callCli([...argv, '--quiet']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
}

const hashOf = (run: string): string =>
  createHash('sha256')
    .update(readFileSync(join(run, 'last', 'model.safetensors')))
    .digest('hex');

export function checkResume(tasks: readonly ResumedTask[]): void {
  // As for a user: all but the first run find their graphs on the disk.
  beforeAll(() => graphCache.configure({ folder: temporaryFolder() }));

  it.each(tasks)(
    '%s',
    async (task, rendered, clips) => {
      const [data, runs] = [join(temporaryFolder(), 'data'), temporaryFolder()];
      const [whole, parts] = [join(runs, 'whole'), join(runs, 'parts')];
      await dgsct('data', 'synth', '--task', rendered, '--out', data, '--clips', `${clips}`, '--seed', '3');
      const train = (out: string, ...more: string[]): Promise<void> =>
        dgsct(
          ...['train', '--config', `${task}-tiny`, '--data', data, '--out', out, '--epochs', '2'],
          // Of few clips, so that an epoch has several steps.
          ...['--keep', '2', '--set', 'training.batchSize=2'],
          ...more,
        );
      await train(whole);
      // As if stopped after the first epoch.
      cpSync(whole, parts, { recursive: true });
      const first = readdirSync(parts).find((name) => name.startsWith('step-')) ?? expect.fail('one is kept');
      for (const later of ['best', 'last']) rmSync(join(parts, later), { recursive: true });
      renameSync(join(parts, first), join(parts, 'last'));
      const halfway = hashOf(parts);
      await train(parts, '--resume');
      expect(hashOf(parts)).toBe(hashOf(whole));
      expect(hashOf(parts)).not.toBe(halfway);
    },
    600_000,
  );
}
