// Renders a whole data set into a folder, in the layout of the AVE archive.
// Videos come first and text files last; a second run keeps the videos it finds.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadAssets } from './assets.ts';
import {
  type AveClip,
  planAveClips,
  RENDERER_VERSION,
  type Split,
  splitSizes,
  textFiles,
} from './ave-rows.ts';
import { type AveOptions, DEFAULT_AVE_OPTIONS } from './clip-options.ts';
import { SyntheticError } from './errors.ts';
import { EVENT_CLASSES } from './event-classes.ts';
import { renderAll } from './render-pool.ts';

/** What to render. */
export interface SynthesizeRequest {
  /** Folder; made when missing. */
  readonly out: string;
  readonly clips: number;
  readonly seed: number;
  readonly options?: AveOptions;
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
export interface SynthesizeSummary {
  readonly out: string;
  readonly clips: number;
  readonly classes: number;
  readonly splits: Readonly<Record<Split, number>>;
  /** Part of all seconds that hold an event. */
  readonly eventShare: number;
  /** Clips that an earlier run had rendered. */
  readonly kept: number;
  readonly seconds: number;
}

/** Folder of the videos in the published archive. */
const VIDEO_FOLDER = 'AVE';

/**
 * Renders `clips` videos with their annotations. The same seed and options give the same clips.
 * @throws {SyntheticError} SYNTHETIC_OPTION, SYNTHETIC_OCCUPIED when the folder holds another data
 *   set, SYNTHETIC_WRITE, SYNTHETIC_ASSET or SYNTHETIC_RENDER; or the reason of `signal`.
 */
export async function synthesizeAve(request: SynthesizeRequest): Promise<SynthesizeSummary> {
  const { out, clips: count, seed, options = DEFAULT_AVE_OPTIONS, onProgress, signal } = request;
  const { workers = availableParallelism() } = request;
  requireWhole('clips', count, 3);
  requireWhole('seed', seed, 0);
  requireWhole('workers', workers, 1);
  signal?.throwIfAborted();
  const started = performance.now();
  const clips = planAveClips(count, seed, options);
  const files = { ...textFiles(clips), 'synthetic.json': manifest(clips, seed, options) };
  const folder = join(out, VIDEO_FOLDER);
  const present = prepareFolder(out, folder, files['Annotations.txt']);

  const jobs = clips
    .filter(({ videoId }) => !present.has(`${videoId}.mp4`))
    .map(({ videoId, plan }) => ({ path: join(folder, `${videoId}.mp4`), plan }));
  if (jobs.length > 0) {
    onProgress?.({ phase: 'assets', done: 0, total: 1 });
    const assets = await loadAssets({
      styles: [...new Set([...options.train.styles, ...options.test.styles])],
    });
    onProgress?.({ phase: 'assets', done: 1, total: 1 });
    let done = count - jobs.length;
    const report = (): void => onProgress?.({ phase: 'clips', done: ++done, total: count });
    await renderAll(jobs, assets, workers, report, signal);
  }
  for (const [name, text] of Object.entries(files)) writeWhole(join(out, name), text);
  return {
    out,
    clips: count,
    classes: EVENT_CLASSES.length,
    splits: splitSizes(count),
    eventShare: eventShare(clips),
    kept: count - jobs.length,
    seconds: (performance.now() - started) / 1000,
  };
}

function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const message = `The option ${name} must be a whole number of at least ${least}, got ${value}.`;
  throw new SyntheticError('SYNTHETIC_OPTION', message);
}

/** Makes the folders and tells which videos are there; a foreign data set is left alone. */
function prepareFolder(out: string, folder: string, annotations: string): Set<string> {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(out).includes('Annotations.txt')) {
      if (readFileSync(join(out, 'Annotations.txt'), 'utf8') !== annotations) throw occupied(out);
    }
    const names = readdirSync(folder);
    // Names with a leading dot are files that a killed run did not finish.
    for (const name of names)
      if (/^\.s[\w-]{10}\..*\.mp4$/.test(name)) rmSync(join(folder, name), { force: true });
    return new Set(names);
  } catch (cause) {
    throw asWriteError(out, cause);
  }
}

function occupied(out: string): SyntheticError {
  const message = `The folder ${out} holds another data set; choose a new folder, or the seed, clips and options it was made with.`;
  return new SyntheticError('SYNTHETIC_OCCUPIED', message);
}

function writeWhole(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw asWriteError(path, cause);
  }
}

function asWriteError(path: string, cause: unknown): SyntheticError {
  if (cause instanceof SyntheticError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SyntheticError(
    'SYNTHETIC_WRITE',
    `Cannot write ${path}: ${reason}; choose a folder that can be written.`,
    {
      cause,
    },
  );
}

function manifest(clips: readonly AveClip[], seed: number, options: AveOptions): string {
  const summaries = clips.map(({ videoId, split, plan }) => ({
    videoId,
    split,
    category: plan.category,
    event: plan.event ?? null,
    objects: plan.objects.map(({ className, style, start, end }) => ({ className, style, start, end })),
    sounds: plan.sounds.map(({ className, start, end }) => ({ className, start, end })),
  }));
  return `${JSON.stringify({ version: RENDERER_VERSION, task: 'ave', seed, options, clips: summaries }, null, 1)}\n`;
}

function eventShare(clips: readonly AveClip[]): number {
  const seconds = clips.reduce((sum, { plan }) => sum + plan.seconds, 0);
  const events = clips.reduce((sum, { plan: { event } }) => sum + (event ? event.end - event.start : 0), 0);
  return events / seconds;
}
