// The ten seconds of a video that a question is answered from (spec: task-avqa sections 1.2 and 2.1): of the pictures
// and the sound of every second those are taken that are spread over the whole video.
import { MediaError, type MediaReader, type Picture, spreadIndices } from '@dg-sct/media';
import type { InputConfig } from '../../config/sections.ts';
import { durationOf, SoundReader } from '../../predict/sound.ts';
import { type TimeSpan, videoWindows } from '../../predict/windows.ts';
import { type ClipTensors, preparePictures, prepareSound } from '../../prepare/clip.ts';

export interface Moments {
  readonly tensors: ClipTensors;
  readonly duration: number;
  /** When each of the T segments is. */
  readonly spans: readonly TimeSpan[];
  /** The picture in the middle of each, as the file has it. */
  readonly pictures: readonly Picture<Uint8Array>[];
  /** Sound of the segments, one after the other, mono at `input.sampleRate`. */
  readonly samples: Float32Array;
}

/** A video shorter than T seconds has some of its seconds taken more than once. @throws {MediaError} of the reader. */
export function readMoments(reader: MediaReader, path: string, input: InputConfig): Moments {
  const { segments, secondsPerSegment, sampleRate } = input;
  const duration = durationOf(reader, path);
  const seconds = videoWindows(duration, input).flatMap((window) => window.segments);
  const spans = spreadIndices(seconds.length, segments).flatMap((index) => seconds[index] ?? []);
  const pictures = picturesAt(reader, path, spans);
  const sound = new SoundReader(reader, path, sampleRate);
  const length = secondsPerSegment * sampleRate;
  const samples = new Float32Array(segments * length);
  for (const [t, span] of spans.entries()) samples.set(sound.read(span).subarray(0, length), t * length);
  const tensors = { frames: preparePictures(pictures, input), logmel: prepareSound(samples, input) };
  return { tensors, duration, spans, pictures, samples };
}

/** Where the pictures end before the sound, the last one stands for the rest. */
function picturesAt(reader: MediaReader, path: string, spans: readonly TimeSpan[]): Picture<Uint8Array>[] {
  const frameRate = reader.probe(path).video?.frameRate ?? 0;
  const pictures: Picture<Uint8Array>[] = [];
  for (const { start, end } of spans) {
    const last = pictures.at(-1);
    try {
      pictures.push(pictureNear(reader, path, { start, end }, frameRate));
    } catch (error) {
      if (last === undefined || !isAfterTheLast(error)) throw error;
      pictures.push(last);
    }
  }
  return pictures;
}

const isAfterTheLast = (error: unknown): boolean =>
  error instanceof MediaError && error.code === 'MEDIA_NO_FRAMES';

/** The frame nearest to the middle of the span; one of the span where the video has fewer than two frames a second. */
function pictureNear(
  reader: MediaReader,
  path: string,
  { start, end }: TimeSpan,
  frameRate: number,
): Picture<Uint8Array> {
  const middle = (start + end) / 2 - (frameRate > 0 ? 0.5 / frameRate : 0);
  const window = frameRate >= 2 ? { start: Math.max(start, middle), end } : { start, end };
  const { data, height, width } = reader.readFrames(path, { ...window, count: 1 });
  return { data, height, width, channels: 3 };
}
