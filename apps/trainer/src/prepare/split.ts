// Brings the cache of one split up to date: keeps what is there, prepares what is not, names what is missing or damaged.
import { availableParallelism } from 'node:os';
import {
  type AveDataset,
  type AveMaterial,
  type AveSample,
  type AveSplit,
  CacheWriter,
  DatasetError,
  openCache,
  type PreparedCache,
  readAveDataset,
} from '@dg-sct/datasets';
import { openMediaReader, requireImages } from '@dg-sct/media';
import type { AveConfig, InputConfig } from '../config/schema.ts';
import type { CommandIo } from '../io.ts';
import { checkWaveRate } from './extracted.ts';
import { locateSplit, type SplitLocation } from './location.ts';
import { prepareAll } from './pool.ts';

export interface SplitRequest {
  readonly config: AveConfig;
  readonly split: AveSplit;
  /** Threads; as many as the machine has cores unless given. */
  readonly workers?: number;
  readonly io: CommandIo;
}

export interface SplitCache {
  readonly cache: PreparedCache;
  /** The clips that are there, in the order of the split file. */
  readonly ids: readonly string[];
  /** How many of them this run prepared. */
  readonly prepared: number;
  /** Rows of the split file whose pictures or sound are missing or damaged. */
  readonly skipped: number;
}

/** A row of the split file, with what its tensors may be called in the cache. */
interface Clip extends AveSample {
  readonly ids: readonly string[];
}

/**
 * Prepares a split. Each clip that is missing or damaged is named in a warning and left out. An interrupted run goes on
 * where it stopped.
 * @throws {UsageError} without `data.dir`, and for waves of another rate than the config's; {DatasetError} for files of
 *   the data set or the cache; {MediaError} without a decoder; or the reason of `io.signal`.
 */
export async function prepareSplit(request: SplitRequest): Promise<SplitCache> {
  const { config, split } = request;
  const location = locateSplit(config, split);
  const dataset = readAveDataset(location.dataDir, { split });
  const clips = dataset.samples.map((sample): Clip => ({ ...sample, ids: idsOf(sample) }));
  const finished = openFinished(location, clips);
  if (finished) return { ...finished, prepared: 0, skipped: 0 };

  const { present, prepared } = await fillCache(request, location, dataset, clips);
  const ids = clips.flatMap((clip) => present.get(clip) ?? []);
  return {
    cache: openCache(location.cacheDir, { options: location.options }),
    ids,
    prepared,
    skipped: clips.length - ids.length,
  };
}

/**
 * One video may stand in several rows with different labels. Tensors made from frames and wave are other tensors than a
 * video's, so they have another name; where the clip itself is gone, either will do.
 */
function idsOf({ videoId, classIndex, start, end, material }: AveSample): readonly string[] {
  const ofVideo = `${videoId}.${classIndex}.${start}-${end}`;
  const ofExtracted = `${ofVideo}.extracted`;
  const all = { video: [ofVideo], extracted: [ofExtracted], absent: [ofExtracted, ofVideo] };
  return all[material.kind];
}

/** The cache, if an earlier run finished it with all of these clips. */
function openFinished(
  { cacheDir, options }: SplitLocation,
  clips: readonly Clip[],
): Pick<SplitCache, 'cache' | 'ids'> | undefined {
  try {
    const cache = openCache(cacheDir, { options });
    const labels = new Map(cache.entries.map((entry) => [entry.id, `${entry.labels}`]));
    const ids = clips.flatMap((clip) => clip.ids.find((id) => labels.get(id) === `${clip.labels}`) ?? []);
    return ids.length === clips.length ? { cache, ids } : undefined;
  } catch (error) {
    if (error instanceof DatasetError) return undefined;
    throw error;
  }
}

interface Job {
  readonly clip: Clip;
  readonly id: string;
  readonly material: AveMaterial;
}

async function fillCache(
  { config, split, workers = availableParallelism(), io }: SplitRequest,
  { cacheDir, options }: SplitLocation,
  { classes }: AveDataset,
  clips: readonly Clip[],
): Promise<{ readonly present: ReadonlyMap<Clip, string>; readonly prepared: number }> {
  const writer = new CacheWriter(cacheDir, { options, classes });
  const present = new Map<Clip, string>();
  const jobs: Job[] = [];
  for (const clip of clips) {
    const { ids, labels, material } = clip;
    const kept = await keepOne(writer, ids, labels);
    if (kept !== undefined) present.set(clip, kept);
    else if (material.kind === 'absent') io.warn(`skipped: ${material.reason}`);
    else jobs.push(...ids.map((id) => ({ clip, id, material })));
  }
  await checkReaders(jobs, config.input);
  const kept = present.size;
  let done = kept;
  const phase = io.progress.phase(`preparing ${split} clips`, kept + jobs.length, kept);
  await prepareAll({
    jobs,
    input: config.input,
    workers,
    signal: io.signal,
    onOutcome: async ({ clip, id }, outcome) => {
      if ('tensors' in outcome) {
        await writer.add(id, clip.labels, Object.entries(outcome.tensors));
        present.set(clip, id);
      } else {
        io.warn(`skipped: ${outcome.reason}`);
      }
      done += 1;
      phase.update(done);
    },
  });
  await writer.finish();
  const prepared = present.size - kept;
  phase.done(`${prepared} prepared, ${kept} kept`);
  return { present, prepared };
}

async function keepOne(
  writer: CacheWriter,
  ids: readonly string[],
  labels: readonly number[],
): Promise<string | undefined> {
  for (const id of ids) if (await writer.keep(id, labels)) return id;
  return undefined;
}

/** Without what reads them, every clip would fail in its thread. */
async function checkReaders(jobs: readonly Job[], input: InputConfig): Promise<void> {
  const kinds = new Set(jobs.map(({ material }) => material.kind));
  if (kinds.has('video')) await openMediaReader();
  if (!kinds.has('extracted')) return;
  checkWaveRate(input);
  await requireImages();
}
