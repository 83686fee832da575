// Host arrays that have the clip first, taken apart and put together.
import { type HostArrays, hostArray } from '@dg-sct/task';

/** `[B, ...]` each to B of `[1, ...]`. */
export function clipsOf(arrays: HostArrays): HostArrays[] {
  const [count = 0] = Object.values(arrays)[0]?.shape ?? [];
  return Array.from({ length: count }, (_, clip) =>
    Object.fromEntries(
      Object.entries(arrays).map(([name, { data, shape }]) => {
        const size = data.length / count;
        return [name, { data: data.subarray(clip * size, (clip + 1) * size), shape: [1, ...shape.slice(1)] }];
      }),
    ),
  );
}

/** The way back. */
export function joinedClips(clips: readonly HostArrays[]): HostArrays {
  const [first = {}] = clips;
  return Object.fromEntries(
    Object.entries(first).map(([name, { data, shape }]) => {
      const all = new Float32Array(clips.length * data.length);
      for (const [i, clip] of clips.entries()) all.set(hostArray(clip, name).data, i * data.length);
      return [name, { data: all, shape: [clips.length, ...shape.slice(1)] }];
    }),
  );
}
