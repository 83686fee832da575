// Renders a whole data set into a folder, in the layout that its task's archive
// has. Videos come first, then what is made of all of them, and text files last; a second run keeps the videos it
// finds. What is in them, and the text, is the task's own.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Assets, loadAssetsOf } from '../assets.ts';
import type { ClipOptions } from '../clip-options.ts';
import { SyntheticError } from '../errors.ts';
import { type RenderJob, renderAll } from '../render-pool.ts';
import { prepareFolder, writeWhole } from './folder.ts';
import { type ClipCounts, RENDERER_VERSION, type Split } from './splits.ts';
import type { PlannedDataset, SyntheticTask } from './task.ts';

/** What to render. */
export interface SynthesizeRequest<Options extends ClipOptions> extends ClipCounts {
  /** Folder; made when missing. */
  readonly out: string;
  readonly seed: number;
  /** The task's defaults unless given. */
  readonly options?: Options;
  /** What `loadAssets` gave, so that several data sets are drawn from the same; what the clips need is loaded unless given. */
  readonly assets?: Assets;
  /** Threads; as many as the machine has cores unless given. */
  readonly workers?: number;
  readonly onProgress?: (progress: SynthesizeProgress) => void;
  /** Stops after the clips in work; what is done stays and a later run goes on. */
  readonly signal?: AbortSignal;
}

export interface SynthesizeProgress {
  readonly phase: 'assets' | 'clips';
  readonly done: number;
  readonly total: number;
}

/** What was made. */
export interface SynthesizeSummary<Facts> {
  readonly out: string;
  readonly clips: number;
  readonly classes: number;
  readonly splits: Readonly<Record<Split, number>>;
  readonly facts: Facts;
  /** Clips that an earlier run had rendered. */
  readonly kept: number;
  readonly seconds: number;
}

/** Tells how the data set was made. */
const MANIFEST = 'synthetic.json';

/**
 * Renders `clips` videos with their annotations. The same seed and options give the same clips.
 * @throws {SyntheticError} SYNTHETIC_OPTION, SYNTHETIC_OCCUPIED when the folder holds another data
 *   set, SYNTHETIC_WRITE, SYNTHETIC_ASSET or SYNTHETIC_RENDER; or the reason of `signal`.
 */
export async function synthesize<Options extends ClipOptions, Facts>(
  task: SyntheticTask<Options, Facts>,
  request: SynthesizeRequest<Options>,
): Promise<SynthesizeSummary<Facts>> {
  const { out, clips, testClips, seed, options = task.defaults, onProgress, signal } = request;
  const { workers = availableParallelism() } = request;
  requireWhole('clips', clips, 3);
  requireWhole('testClips', testClips ?? 1, 1);
  requireWhole('seed', seed, 0);
  requireWhole('workers', workers, 1);
  signal?.throwIfAborted();
  const started = performance.now();
  const planned = task.plan({ clips, testClips, seed, options });
  const manifest = manifestOf(task.name, seed, options, planned);
  const files = { ...planned.files, [MANIFEST]: manifest };
  const present = prepareFolder(out, planned.jobs, files);

  const jobs = planned.jobs.filter(({ path }) => !present.has(path)).map((job) => jobIn(out, job));
  if (jobs.length > 0) {
    onProgress?.({ phase: 'assets', done: 0, total: 1 });
    const assets = request.assets ?? (await loadAssetsOf(jobs.map(({ plan }) => plan)));
    onProgress?.({ phase: 'assets', done: 1, total: 1 });
    let done = present.size;
    const report = (): void => onProgress?.({ phase: 'clips', done: ++done, total: planned.jobs.length });
    await renderAll(jobs, assets, workers, report, signal);
  }
  await planned.finish?.(out);
  for (const [name, text] of Object.entries(files)) writeWhole(join(out, name), text);
  const { classes, splits, facts } = planned;
  return {
    out,
    clips: planned.clips.length,
    classes,
    splits,
    facts,
    kept: present.size,
    seconds: (performance.now() - started) / 1000,
  };
}

/** The job with all its paths below `out`. */
function jobIn(out: string, job: RenderJob): RenderJob {
  const parts = job.parts?.map((part) => ({ ...part, path: join(out, part.path) }));
  return { ...job, path: join(out, job.path), ...(parts === undefined ? {} : { parts }) };
}

function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const message = `The option ${name} must be a whole number of at least ${least}, got ${value}.`;
  throw new SyntheticError('SYNTHETIC_OPTION', message);
}

/** The seed, the options and what happens in every clip. */
function manifestOf(
  task: string,
  seed: number,
  options: ClipOptions,
  { clips }: PlannedDataset<unknown>,
): string {
  return `${JSON.stringify({ version: RENDERER_VERSION, task, seed, options, clips }, null, 1)}\n`;
}
