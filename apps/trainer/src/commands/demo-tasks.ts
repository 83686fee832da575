// `dgsct demo-tasks`: every task from nothing to one page. Renders each data set, trains DG-SCT and the same network
// without its cross-modal layers, tests both on the unseen style, and picks test examples to look at.
import { join, relative } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { clipsIn } from '@dg-sct/synthetic';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import type { Config } from '../config/schema.ts';
import { pickCases } from '../demo/cases.ts';
import { compareWithFrozen, headIn } from '../demo/compare.ts';
import { makeFolder } from '../demo/folder.ts';
import { Stopwatch } from '../demo/stopwatch.ts';
import { TASK_DEMOS, type TaskDemo } from '../demo/task-list.ts';
import { environmentOf, percent } from '../demo/view.ts';
import type { CommandIo } from '../io.ts';
import { openPrepared } from '../prepare/dataset.ts';
import { type TaskResult, type TasksSummary, tasksReport } from '../report/tasks-report.ts';
import { openRun } from '../run.ts';
import { runDataPrepare } from './data-prepare.ts';
import { runDataSynth } from './data-synth.ts';
import type { DemoTasksOptions } from './options.ts';

/** Of each kind, on the page. */
const SHOWN_CASES = 2;

export async function runDemoTasks(options: DemoTasksOptions, io: CommandIo): Promise<number> {
  const { out, only, seed } = options;
  await makeFolder(out);
  const results: TaskResult[] = [];
  for (const demo of TASK_DEMOS.filter(({ name }) => only?.includes(name) ?? true)) {
    io.note(`${demo.title}:`);
    results.push(await runTask(demo, options, io));
  }
  const summary: TasksSummary = { tasks: results.map(({ cases: _, ...figures }) => figures), seeds: [seed] };
  const page = await tasksReport({ results, seed, environment: environmentOf() });
  await writeFileAtomic(join(out, 'report.html'), page);
  await writeFileAtomic(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  io.print('Scores on test clips in an unseen style, in percent:');
  for (const { title, scores, stricter } of results) {
    const shown = (value: number): string => value.toFixed(1).padStart(5);
    io.print(
      `  ${title.padEnd(40)} trivial ${shown(scores.trivial)}   frozen ${shown(scores.frozen)}   DG-SCT ${shown(scores.dgsct)}`,
    );
    if (stricter !== undefined) io.print(`    ${stricter.name}: ${stricter.percent.toFixed(1)}`);
  }
  io.print(`Report: ${relative('.', join(out, 'report.html'))}`);
  return 0;
}

/** @param own what the user says of all trainings */
function configsOf({ preset, frozen, head }: TaskDemo, out: string, own: readonly string[]) {
  const load = (...set: readonly string[]): Config => loadConfig(preset, set);
  if (head === undefined) return { dgsct: load(...own), frozen: load(...own, ...frozen) };
  const begun = override('training.initialCheckpoint', headIn(out));
  return {
    head: load(...head, ...own, ...frozen),
    dgsct: load(...own, begun),
    frozen: load(...own, begun, ...frozen),
  };
}

async function runTask(demo: TaskDemo, options: DemoTasksOptions, io: CommandIo): Promise<TaskResult> {
  const out = join(options.out, demo.name);
  const { clips = demo.clips, testClips, seed, epochs, set: own } = options;
  const data = join(out, 'data');
  const time = new Stopwatch();
  const { questions } = demo;
  const rendered = { task: demo.name, out: data, clips, testClips, seed, ...(questions && { questions }) };
  await time.phase('render', () => runDataSynth(rendered, io));
  const set = [
    override('data.dir', data),
    override('training.seed', seed),
    ...(epochs === undefined ? [] : [override('training.epochs', epochs)]),
    ...own,
  ];
  await time.phase('prepare', () => runDataPrepare({ config: demo.preset, set }, io));
  const configs = configsOf(demo, out, set);
  const { dgsct, frozen, trivial, stricter } = await compareWithFrozen({ configs, out, time }, io);
  const run = await openRun(join(out, 'dgsct'));
  try {
    const split = await openPrepared(configs.dgsct, 'test', io);
    const cases = await pickCases(run.network, configs.dgsct, split, SHOWN_CASES, io);
    return {
      name: demo.name,
      title: demo.title,
      score: demo.score,
      trivialIs: demo.trivial,
      ...(stricter && { stricter: { name: stricter.name, percent: percent(stricter.value) } }),
      clips: clipsIn({ clips, testClips }),
      tested: split.size,
      seconds: time.seconds,
      scores: {
        trivial: percent(trivial),
        frozen: percent(frozen.test.score.value),
        dgsct: percent(dgsct.test.score.value),
      },
      parameters: { dgsct: dgsct.fit.trainableParameters, frozen: frozen.fit.trainableParameters },
      cases,
    };
  } finally {
    run.dispose();
  }
}
