// What is known of some clips, as the loss and the metric take it.
import type { HostArray, HostArrays } from '@dg-sct/task';
import type { AvvpExample } from './data.ts';

/** `labels [B, C]`, one for every event of a clip. */
export function labelsOf(examples: readonly AvvpExample[]): HostArray {
  const classes = examples[0]?.labels.length ?? 0;
  return {
    shape: [examples.length, classes],
    data: Float32Array.from(examples.flatMap(({ labels }) => [...labels])),
  };
}

/** `audio` and `visual`, `[B, T, C]`, one where an event takes place; nothing unless all clips have times. */
export function mapsOf(examples: readonly AvvpExample[]): HostArrays {
  const maps = examples.flatMap(({ events }) => events ?? []);
  if (maps.length < examples.length) return {};
  const classes = examples[0]?.labels.length ?? 0;
  const stacked = (modality: 'audio' | 'visual'): HostArray => {
    const data = Float32Array.from(maps.flatMap((map) => [...map[modality]]));
    return { shape: [maps.length, data.length / (maps.length * classes), classes], data };
  };
  return { audio: stacked('audio'), visual: stacked('visual') };
}
