// The clip that `bench media` reads: ten seconds of moving colours and a rising tone, as an mp4 file.
import { writeVideo } from '@dg-sct/media';

const SECONDS = 10;
const SAMPLE_RATE = 32_000;

/** What is made of the clip. Plain JSON: peers get it with the file's path. */
export interface MediaSizes {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly segments: number;
  /** Edge of a prepared frame. */
  readonly imageSize: number;
  readonly sampleRate: number;
  readonly fftSize: number;
  readonly hop: number;
  readonly melBins: number;
  readonly fmin: number;
  readonly fmax: number;
}

export const MEDIA_SIZES: MediaSizes = {
  width: 640,
  height: 360,
  frameRate: 25,
  segments: SECONDS,
  imageSize: 192,
  sampleRate: SAMPLE_RATE,
  fftSize: 1024,
  hop: 320,
  melBins: 64,
  fmin: 50,
  fmax: 14_000,
};

/** Throws `MediaError` where nothing here can write one. */
export function writeClip(path: string, { width, height, frameRate }: MediaSizes): void {
  const count = SECONDS * frameRate;
  const frames = new Uint8Array(count * height * width * 3);
  let at = 0;
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        frames[at++] = 128 + 100 * Math.sin((x + 4 * n) / 40);
        frames[at++] = 128 + 100 * Math.sin((y - 3 * n) / 30);
        frames[at++] = 128 + 100 * Math.sin((x + y + n) / 50);
      }
    }
  }
  const samples = Float32Array.from({ length: SECONDS * SAMPLE_RATE }, (_, i) => {
    const seconds = i / SAMPLE_RATE;
    return 0.5 * Math.sin(2 * Math.PI * (300 + 200 * seconds) * seconds);
  });
  writeVideo(path, { width, height, frameRate, frames, samples, sampleRate: SAMPLE_RATE });
}
