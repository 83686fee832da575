// The process that prepares a clip with this project's packages: `node media-process.js TASK`, see contest/protocol.ts.
// A step makes of an mp4 file what the encoders are given: frames, and a log-mel spectrogram of each second.
import { createInterface } from 'node:readline';
import { LogMelExtractor } from '@dg-sct/encoder-htsat/log-mel';
import { type MediaReaderName, openMediaReader, resizeBicubicTorch } from '@dg-sct/media';
import { peakBytes } from '../contest/peak-memory.ts';
import { type Ready, SAMPLES, type Task, type Turn } from '../contest/protocol.ts';
import { versionOf } from '../version.ts';
import type { MediaSizes } from './clip.ts';

function say(message: Ready | Turn): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const sizes = task.sizes as MediaSizes & { readonly path: string };
const reader = await openMediaReader(task.mode as MediaReaderName);
const extractor = new LogMelExtractor(sizes);

function step(): Float32Array[] {
  const { segments, imageSize, sampleRate } = sizes;
  const { data, count, height, width } = reader.readFrames(sizes.path, { count: segments });
  const inBytes = height * width * 3;
  const frames = new Float32Array(count * imageSize * imageSize * 3);
  for (let n = 0; n < count; n++) {
    const picture = { data: data.subarray(n * inBytes, (n + 1) * inBytes), height, width, channels: 3 };
    frames.set(resizeBicubicTorch(picture, imageSize, imageSize, 1 / 255), n * imageSize * imageSize * 3);
  }
  const samples = reader.readAudio(sizes.path, { sampleRate });
  const seconds = Array.from({ length: segments }, (_, t) =>
    extractor.extract(samples.subarray(t * sampleRate, (t + 1) * sampleRate)),
  );
  const logMel = new Float32Array(seconds.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of seconds) {
    logMel.set(part, at);
    at += part.length;
  }
  return [frames, logMel];
}

function sampleOf(data: Float32Array): number[] {
  return Array.from(
    { length: SAMPLES },
    (_, i) => data[Math.floor((i * data.length) / SAMPLES)] ?? Number.NaN,
  );
}

step();
say({
  sample: step().map(sampleOf),
  version: `${reader.name} ${reader.name === 'node-av' ? versionOf('node-av') : ''}`.trim(),
});
for await (const line of createInterface({ input: process.stdin })) {
  const seconds: number[] = [];
  for (let left = Number(line); left > 0; left--) {
    const start = performance.now();
    step();
    seconds.push((performance.now() - start) / 1000);
  }
  say({ seconds, peakBytes: peakBytes() });
}
