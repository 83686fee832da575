// From a video file to its timeline, window by window, together with what a
// report shows of it.
import { type Frames, MediaError, type MediaReader, type Picture } from '@dg-sct/media';
import type { AveSegment } from '@dg-sct/task-ave';
import type { InputConfig } from '../../config/sections.ts';
import { ClipReader, type WindowClip } from '../../predict/clip.ts';
import { durationOf } from '../../predict/sound.ts';
import { spectrogramOf } from '../../predict/spectrogram.ts';
import { type VideoWindow, videoWindows } from '../../predict/windows.ts';
import { thumbnailOf } from '../../report/picture.ts';
import type { PredictionView, SegmentView, WindowView } from '../../report/types.ts';
import type { ClipAnswer, Predictor } from './predictor.ts';

export interface VideoRequest {
  /** The file. */
  readonly video: string;
  readonly reader: MediaReader;
  readonly input: InputConfig;
  readonly predictor: Predictor;
  /** Windows that are kept for a report, from the first on; default 60, which is ten minutes. */
  readonly pictured?: number;
  readonly signal?: AbortSignal;
  /** Called after every window. */
  readonly onWindow?: (done: number, total: number) => void;
}

/**
 * Answers every second of a video. Where the pictures end ten seconds or more before the sound, the timeline ends
 * with them.
 * @throws {MediaError} for a file that cannot be read, or without pictures or sound.
 */
export async function predictVideo(request: VideoRequest): Promise<PredictionView> {
  const { video, reader, input, predictor, pictured = 60, signal, onWindow } = request;
  const duration = durationOf(reader, video);
  const clips = new ClipReader(reader, video, input);
  const windows = videoWindows(duration, input);
  const segments: AveSegment[] = [];
  const views: WindowView[] = [];
  for (const [index, window] of windows.entries()) {
    signal?.throwIfAborted();
    const clip = readUnlessPast(clips, window);
    if (clip === undefined) break;
    const answer = await predictor.answer(clip.tensors);
    for (const [t, span] of window.segments.entries()) {
      const segment = answer.segments[t];
      if (segment !== undefined) segments.push({ ...segment, ...span });
    }
    if (index < pictured) views.push(viewOf(window, clip, answer, input));
    onWindow?.(index + 1, windows.length);
  }
  return { prediction: { video, duration, segments }, windows: views };
}

/** Undefined where the pictures ended before this window. */
function readUnlessPast(clips: ClipReader, window: VideoWindow): WindowClip | undefined {
  try {
    return clips.read(window);
  } catch (error) {
    if (window.start > 0 && error instanceof MediaError && error.code === 'MEDIA_NO_FRAMES') return undefined;
    throw error;
  }
}

function viewOf(
  window: VideoWindow,
  { frames, samples }: WindowClip,
  { attention }: ClipAnswer,
  input: InputConfig,
): WindowView {
  const thumbnails = thumbnailsOf(frames);
  const segments = window.segments.map((_, t): SegmentView => {
    const thumbnail = thumbnails[Math.min(t, thumbnails.length - 1)] as Picture<Uint8Array>;
    const map = attention?.[t];
    return map === undefined ? { thumbnail } : { thumbnail, attention: map };
  });
  return { start: window.start, segments, spectrogram: spectrogramOf(samples, input) };
}

function thumbnailsOf({ data, count, height, width }: Frames): Picture<Uint8Array>[] {
  const size = height * width * 3;
  return Array.from({ length: count }, (_, n) =>
    thumbnailOf({ data: data.subarray(n * size, (n + 1) * size), height, width, channels: 3 }),
  );
}
