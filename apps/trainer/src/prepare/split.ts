// Brings the cache of one split up to date: keeps what is there, prepares what is not, names what is missing or damaged.
import { availableParallelism } from 'node:os';
import { CacheWriter, DatasetError, openCache, type PreparedCache } from '@dg-sct/datasets';
import { openMediaReader, requireImages } from '@dg-sct/media';
import type { InputConfig } from '../config/sections.ts';
import type { CommandIo } from '../io.ts';
import type { Clip, Split } from '../tasks/data.ts';
import type { SplitLocation } from './location.ts';
import type { Material } from './material.ts';
import { prepareAll } from './pool.ts';
import { checkWaveRate } from './wave-rate.ts';

export interface SplitRequest {
  readonly clips: readonly Clip[];
  readonly split: Split;
  readonly location: SplitLocation;
  /** Processes; as many as the machine has cores unless given. */
  readonly workers?: number;
  readonly io: CommandIo;
}

export interface SplitCache {
  readonly cache: PreparedCache;
  /** What the tensors of each clip that is there are called. */
  readonly ids: ReadonlyMap<Clip, string>;
  /** How many of them this run prepared. */
  readonly prepared: number;
}

/**
 * Prepares the clips of a split. Each that is missing or damaged is named in a warning and left out. An interrupted run
 * goes on where it stopped.
 * @throws {UsageError} for waves of another rate than the config's; {DatasetError} for files of the cache; {MediaError}
 *   without a decoder; or the reason of `io.signal`.
 */
export async function prepareClips(request: SplitRequest): Promise<SplitCache> {
  const { clips, location } = request;
  const finished = openFinished(location, clips);
  if (finished) return { ...finished, prepared: 0 };
  const filled = await fillCache(request);
  return { cache: openCache(location.cacheDir, { options: location.options }), ...filled };
}

/** The cache, if an earlier run finished it with all of these clips. */
function openFinished(
  { cacheDir, options }: SplitLocation,
  clips: readonly Clip[],
): Pick<SplitCache, 'cache' | 'ids'> | undefined {
  try {
    const cache = openCache(cacheDir, { options });
    const known = new Set(cache.entries.map(({ id }) => id));
    const ids = new Map<Clip, string>();
    for (const clip of clips) {
      const id = clip.ids.find((candidate) => known.has(candidate));
      if (id === undefined) return undefined;
      ids.set(clip, id);
    }
    return { cache, ids };
  } catch (error) {
    if (error instanceof DatasetError) return undefined;
    throw error;
  }
}

interface Job {
  readonly clip: Clip;
  readonly id: string;
  readonly material: Material;
}

async function fillCache({
  clips,
  split,
  location: { cacheDir, options },
  workers = availableParallelism(),
  io,
}: SplitRequest): Promise<Pick<SplitCache, 'ids' | 'prepared'>> {
  const writer = new CacheWriter(cacheDir, { options });
  const ids = new Map<Clip, string>();
  const jobs: Job[] = [];
  for (const clip of clips) {
    const { material } = clip;
    const kept = await keepOne(writer, clip.ids);
    if (kept !== undefined) ids.set(clip, kept);
    else if (material.kind === 'absent') io.warn(`skipped: ${material.reason}`);
    else jobs.push(...clip.ids.map((id) => ({ clip, id, material })));
  }
  await checkReaders(jobs, options.input);
  const kept = ids.size;
  let done = kept;
  const phase = io.progress.phase(`preparing ${split} clips`, kept + jobs.length, kept);
  await prepareAll({
    jobs,
    input: options.input,
    workers,
    signal: io.signal,
    onOutcome: async ({ clip, id }, outcome) => {
      if ('tensors' in outcome) {
        await writer.add(id, Object.entries(outcome.tensors));
        ids.set(clip, id);
      } else {
        io.warn(`skipped: ${outcome.reason}`);
      }
      done += 1;
      phase.update(done);
    },
  });
  await writer.finish();
  const prepared = ids.size - kept;
  phase.done(`${prepared} prepared, ${kept} kept`);
  return { ids, prepared };
}

async function keepOne(writer: CacheWriter, ids: readonly string[]): Promise<string | undefined> {
  for (const id of ids) if (await writer.keep(id)) return id;
  return undefined;
}

/** Without what reads them, every clip would fail in its process. */
async function checkReaders(jobs: readonly Job[], input: InputConfig): Promise<void> {
  const kinds = new Set(jobs.map(({ material }) => material.kind));
  const videos = [kinds.delete('video'), kinds.delete('avqa-video')];
  if (videos.includes(true)) await openMediaReader();
  if (kinds.size === 0) return;
  checkWaveRate(input);
  await requireImages();
}
