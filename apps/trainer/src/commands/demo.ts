// `dgsct demo`: from nothing to a report. Renders clips, trains DG-SCT and the
// same network without its cross-modal layers, tests both on the unseen style,
// and answers one video of the test split.
import { join, relative } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { readAveDataset } from '@dg-sct/datasets';
import { openIsolatedReader } from '@dg-sct/media';
import { clipsIn } from '@dg-sct/synthetic';
import type { AveNetwork } from '@dg-sct/task-ave';
import { loadConfig } from '../config/load.ts';
import { override } from '../config/overrides.ts';
import { compareWithFrozen } from '../demo/compare.ts';
import { makeFolder } from '../demo/folder.ts';
import { Stopwatch } from '../demo/stopwatch.ts';
import { curveOf, environmentOf, perClassOf, percent } from '../demo/view.ts';
import { CommandError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { demoReport } from '../report/demo-report.ts';
import type { DemoSummary, PredictionView } from '../report/types.ts';
import { openRun } from '../run.ts';
import { predictVideo } from '../tasks/ave/predict-video.ts';
import { Predictor } from '../tasks/ave/predictor.ts';
import { runDataPrepare } from './data-prepare.ts';
import { runDataSynth } from './data-synth.ts';
import type { DemoOptions } from './options.ts';

const PRESET = 'ave-tiny';

export async function runDemo(options: DemoOptions, io: CommandIo): Promise<number> {
  const { out, clips, testClips, seed } = options;
  const data = join(out, 'data');
  await makeFolder(out);
  const time = new Stopwatch();
  await time.phase('render', () => runDataSynth({ task: 'ave', out: data, clips, testClips, seed }, io));
  const set = settings(options, data);
  await time.phase('prepare', () => runDataPrepare({ config: PRESET, set }, io));

  const configs = {
    dgsct: loadConfig(PRESET, set),
    frozen: loadConfig(PRESET, [...set, 'model.crossModal=false']),
  };
  const { dgsct, frozen, trivial } = await compareWithFrozen({ configs, out, time }, io);
  const prediction = await time.phase('predict', () => answerTestVideo(join(out, 'dgsct'), data, io));

  const summary: DemoSummary = {
    clips: clipsIn({ clips, testClips }),
    classes: dgsct.test.rows.length - 1,
    seconds: time.seconds,
    trainableParameters: dgsct.fit.trainableParameters,
    headParameters: frozen.fit.trainableParameters,
    accuracy: {
      majority: percent(trivial),
      frozen: percent(frozen.test.score.value),
      dgsct: percent(dgsct.test.score.value),
    },
    seeds: [configs.dgsct.training.seed],
  };
  const page = await demoReport({
    summary,
    curves: { dgsct: curveOf(dgsct.fit), frozen: curveOf(frozen.fit) },
    perClass: perClassOf(dgsct.test, frozen.test),
    environment: environmentOf(),
    prediction,
  });
  await writeFileAtomic(join(out, 'report.html'), page);
  await writeFileAtomic(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  announce(summary, out, io);
  return 0;
}

/** The demo's own overrides come first, so that the user's win. */
function settings({ epochs, seed, set }: DemoOptions, data: string): string[] {
  const own = [override('data.dir', data), override('training.seed', seed)];
  return [...own, ...(epochs === undefined ? [] : [override('training.epochs', epochs)]), ...set];
}

/** The test clip with the longest event: there is most to see in it. */
async function answerTestVideo(dir: string, data: string, io: CommandIo): Promise<PredictionView> {
  const { samples, classes } = readAveDataset(data, { split: 'test' });
  const [clip] = samples
    .flatMap(({ material, ...sample }) =>
      material.kind === 'video' ? [{ ...sample, path: material.path }] : [],
    )
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  if (clip === undefined)
    throw new CommandError(`${data} holds no test clip; delete it and run the demo again`);
  const run = await openRun(dir);
  const predictor = new Predictor(run.network as AveNetwork); // as every run of the demo holds it
  const reader = await openIsolatedReader();
  try {
    const { input } = run.config;
    const view = await predictVideo({ video: clip.path, reader, input, predictor, signal: io.signal });
    return { ...view, truth: clip.labels.map((label) => classes[label] ?? 'background') };
  } finally {
    await reader.close();
    await predictor.dispose();
    run.dispose();
  }
}

function announce({ accuracy }: DemoSummary, out: string, io: CommandIo): void {
  const shown = (value: number): string => `${value.toFixed(1).padStart(5)} %`;
  io.print('Accuracy on the seconds of clips in an unseen style:');
  io.print(`  most frequent answer  ${shown(accuracy.majority)}`);
  io.print(`  frozen encoders       ${shown(accuracy.frozen)}`);
  io.print(`  DG-SCT                ${shown(accuracy.dgsct)}`);
  io.print(`Report: ${relative('.', join(out, 'report.html'))}`);
}
