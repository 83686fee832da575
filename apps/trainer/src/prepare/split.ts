// Brings the cache of one split up to date: keeps what is there, prepares what is not, names what cannot be read.
import { availableParallelism } from 'node:os';
import {
  type AveDataset,
  type AveSample,
  type AveSplit,
  CacheWriter,
  DatasetError,
  openCache,
  type PreparedCache,
  readAveDataset,
} from '@dg-sct/datasets';
import { openMediaReader } from '@dg-sct/media';
import type { AveConfig } from '../config/schema.ts';
import type { CommandIo } from '../io.ts';
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
  /** Rows of the split file without a readable video. */
  readonly skipped: number;
}

/** A row of the split file and the name of its tensors. */
interface Clip extends AveSample {
  readonly id: string;
}

/**
 * Prepares a split. Each video that cannot be read is named in a warning and left out. An interrupted run goes on
 * where it stopped.
 * @throws {UsageError} without `data.dir`, {DatasetError} for files of the data set or the cache,
 *   {MediaError} without a decoder, or the reason of `io.signal`.
 */
export async function prepareSplit(request: SplitRequest): Promise<SplitCache> {
  const { config, split } = request;
  const location = locateSplit(config, split);
  const dataset = readAveDataset(location.dataDir, { split });
  const clips = dataset.samples.map((sample): Clip => ({ ...sample, id: clipId(sample) }));
  const finished = openFinished(location, clips);
  if (finished) return { cache: finished, ids: clips.map(({ id }) => id), prepared: 0, skipped: 0 };

  const { present, prepared } = await fillCache(request, location, dataset, clips);
  return {
    cache: openCache(location.cacheDir, { options: location.options }),
    ids: clips.map(({ id }) => id).filter((id) => present.has(id)),
    prepared,
    skipped: clips.filter(({ id }) => !present.has(id)).length,
  };
}

/** One video may stand in several rows with different labels. */
function clipId({ videoId, classIndex, start, end }: AveSample): string {
  return `${videoId}.${classIndex}.${start}-${end}`;
}

/** The cache, if an earlier run finished it with all of these clips. */
function openFinished(
  { cacheDir, options }: SplitLocation,
  clips: readonly Clip[],
): PreparedCache | undefined {
  try {
    const cache = openCache(cacheDir, { options });
    const labels = new Map(cache.entries.map((entry) => [entry.id, `${entry.labels}`]));
    return clips.every((clip) => labels.get(clip.id) === `${clip.labels}`) ? cache : undefined;
  } catch (error) {
    if (error instanceof DatasetError) return undefined;
    throw error;
  }
}

async function fillCache(
  { config, split, workers = availableParallelism(), io }: SplitRequest,
  { dataDir, cacheDir, options }: SplitLocation,
  { classes }: AveDataset,
  clips: readonly Clip[],
): Promise<{ readonly present: ReadonlySet<string>; readonly prepared: number }> {
  const writer = new CacheWriter(cacheDir, { options, classes });
  const present = new Set<string>();
  const jobs: (Clip & { readonly path: string })[] = [];
  for (const clip of clips) {
    const { id, labels, path, videoId } = clip;
    if (await writer.keep(id, labels)) present.add(id);
    else if (path !== undefined) jobs.push({ ...clip, path });
    else io.warn(`skipped: there is no video of "${videoId}" in ${dataDir}.`);
  }
  // Without a decoder every thread would fail.
  if (jobs.length > 0) await openMediaReader();
  const kept = present.size;
  let done = kept;
  const phase = io.progress.phase(`preparing ${split} clips`, kept + jobs.length, kept);
  await prepareAll({
    jobs,
    input: config.input,
    workers,
    signal: io.signal,
    onOutcome: async ({ id, labels }, outcome) => {
      if ('tensors' in outcome) {
        await writer.add(id, labels, Object.entries(outcome.tensors));
        present.add(id);
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
