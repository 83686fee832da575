// What `dgsct predict` does with a run: the event of each second of a video, as a
// table or JSON, and a page to look at. Where runs come from is not its business.
import { mkdir } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { writeFileAtomic } from '@dg-sct/checkpoint';
import { type MediaReader, openMediaReader } from '@dg-sct/media';
import type { AveNetwork } from '@dg-sct/task-ave';
import type { PredictOptions } from '../commands/options.ts';
import type { InputConfig } from '../config/schema.ts';
import { CommandError, reasonOf } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import { predictionReport } from '../report/prediction-report.ts';
import type { PredictionView } from '../report/types.ts';
import { predictVideo } from './predict-video.ts';
import { Predictor } from './predictor.ts';
import { predictionTable } from './table.ts';
import { formatTime } from './timeline.ts';

/** What is needed of a trained model's folder. */
export interface PredictRun {
  /** Its folder; pages go below it. */
  readonly dir: string;
  readonly config: { readonly input: InputConfig };
  readonly network: AveNetwork;
  dispose(): void | Promise<void>;
}

/**
 * Prints to standard output what was asked for, and writes the page; programs that ask for JSON get a page only where
 * they name one.
 * @throws {MediaError} for a video that cannot be read, or without pictures or sound; whatever `openRun` throws.
 */
export async function predictCommand(
  options: PredictOptions,
  io: CommandIo,
  openRun: (dir?: string) => Promise<PredictRun>,
): Promise<number> {
  const { video, json = false } = options;
  const reader = await openMediaReader();
  reader.probe(video);
  const run = await openRun(options.run);
  try {
    const report = options.report ?? (json ? undefined : defaultReport(run, video));
    const view = await predict(run, { video, reader, io });
    io.print(json ? JSON.stringify(view.prediction, null, 2) : predictionTable(view.prediction.segments));
    if (report !== undefined) {
      await makeFolder(dirname(report));
      await writeFileAtomic(report, await predictionReport(view, run.dir));
      io.note(`Report: ${report}`);
    }
    return 0;
  } finally {
    await run.dispose();
  }
}

/** Below the run, named as the video is. */
function defaultReport(run: PredictRun, video: string): string {
  return join(run.dir, 'predictions', `${parse(video).name}.html`);
}

async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw new CommandError(
      `The folder "${dir}" for the report cannot be made (${reasonOf(error)}); name another with --report.`,
    );
  }
}

async function predict(
  run: PredictRun,
  { video, reader, io }: { readonly video: string; readonly reader: MediaReader; readonly io: CommandIo },
): Promise<PredictionView> {
  const predictor = new Predictor(run.network);
  const phase = io.progress.phase('predict');
  try {
    const view = await predictVideo({
      video,
      reader,
      input: run.config.input,
      predictor,
      signal: io.signal,
      onWindow: (done, total) => phase.update(done, `of ${total} windows`),
    });
    const { duration, segments } = view.prediction;
    const end = segments.at(-1)?.end ?? 0;
    phase.done(`${formatTime(end)} s of video`);
    if (duration - end >= 1) {
      io.warn(
        `dgsct: The pictures end before the sound, so only the first ${formatTime(end)} of ${formatTime(duration)} s are answered.`,
      );
    }
    return view;
  } finally {
    await predictor.dispose();
  }
}
