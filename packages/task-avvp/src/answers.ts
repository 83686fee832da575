// What the outputs say, on host arrays: a clip has the events of probability one
// half and more, in those segments and modalities that reach one half themselves
// (spec: task-avvp section 7).
import { type HostArray, type HostArrays, hostArray } from '@dg-sct/task';
import type { ClipEvents, EventMap } from './f-scores.ts';

const THRESHOLD = 0.5;

/** The events of every clip: outputs `clip [B, C]`, `audioSegments` and `visualSegments` `[B, T, C]`. */
export function predictedEvents(outputs: HostArrays): ClipEvents[] {
  const clip = hostArray(outputs, 'clip');
  return mapsOf(outputs, 'audioSegments', 'visualSegments').map(({ audio, visual }, index) => {
    const present = clip.data.subarray(index * audio.classes, (index + 1) * audio.classes);
    const active = (map: EventMap): EventMap => ({
      ...map,
      data: Array.from(map.data, (value, i) =>
        value >= THRESHOLD && (present[i % map.classes] ?? 0) >= THRESHOLD ? 1 : 0,
      ),
    });
    return { audio: active(audio), visual: active(visual) };
  });
}

/** Two arrays `[B, T, C]`, clip by clip. */
export function mapsOf(arrays: HostArrays, audioName: string, visualName: string): ClipEvents[] {
  const [audio, visual] = [hostArray(arrays, audioName), hostArray(arrays, visualName)];
  const [clips = 0] = audio.shape;
  return Array.from({ length: clips }, (_, clip) => ({
    audio: mapOf(audio, clip),
    visual: mapOf(visual, clip),
  }));
}

function mapOf({ shape, data }: HostArray, clip: number): EventMap {
  const [, segments = 0, classes = 0] = shape;
  const size = segments * classes;
  return { segments, classes, data: data.subarray(clip * size, (clip + 1) * size) };
}
