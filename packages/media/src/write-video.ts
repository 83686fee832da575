// A clip in memory to an mp4 file.
import { MediaError } from './errors.ts';
import type { VideoClip } from './video-clip.ts';
import { openVideoWriter } from './video-writer.ts';

/**
 * Writes `clip` to `path` as mp4. The file appears only when it is complete; nothing is lost or
 * added: reading gives `count` frames and, at the same rate, `samples.length` samples.
 * @throws {MediaError} MEDIA_ARGUMENT for a clip that mp4 cannot hold, MEDIA_NO_ENCODER when node-av is
 *   not installed, MEDIA_WRITE when the file cannot be written.
 */
export function writeVideo(path: string, clip: VideoClip): void {
  const { frames, samples, sampleRate, ...format } = clip;
  const { width, height, frameRate } = format;
  const size = width * height * 3;
  if (size > 0 && (frames.length === 0 || frames.length % size !== 0)) {
    throw new MediaError(
      'MEDIA_ARGUMENT',
      `Frames must be whole ${width}x${height} RGB pictures of ${size} bytes, got ${frames.length} bytes.`,
      { path },
    );
  }
  const writer = openVideoWriter(path, samples.length === 0 ? format : { ...format, sampleRate });
  const count = frames.length / size;
  const sampleAt = (frame: number): number => Math.round((frame * sampleRate) / frameRate);
  try {
    for (let n = 0; n < count; n++) {
      const last = n + 1 === count;
      writer.add(
        frames.subarray(n * size, (n + 1) * size),
        samples.subarray(sampleAt(n), last ? samples.length : sampleAt(n + 1)),
      );
    }
    writer.close();
  } catch (error) {
    writer.discard();
    throw error;
  }
}
