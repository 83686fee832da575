// A video from its start to its end, window by window: what the model takes of each, and what a report shows of it.
import { type Frames, MediaError, type MediaReader, type Picture } from '@dg-sct/media';
import type { InputConfig } from '../config/sections.ts';
import type { CommandIo } from '../io.ts';
import { thumbnailOf } from '../report/picture.ts';
import type { AttentionMap, SegmentView, WindowView } from '../report/types.ts';
import { ClipReader, type WindowClip } from './clip.ts';
import { durationOf } from './sound.ts';
import { spectrogramOf } from './spectrogram.ts';
import { formatTime } from './timeline.ts';
import { type VideoWindow, videoWindows } from './windows.ts';

export interface Walk {
  /** The file. */
  readonly video: string;
  readonly reader: MediaReader;
  readonly input: InputConfig;
  /** Of a segment, when its frame is taken; see `ClipReader`. */
  readonly moment?: number;
  /** Windows that are kept for a report, from the first on; default 60, which is ten minutes. */
  readonly pictured?: number;
  readonly signal?: AbortSignal;
  /** Called after every window. */
  readonly onWindow?: (done: number, total: number) => void;
}

/** What a task says of one window. */
interface WindowAnswer {
  /** One for each segment, where the model has some. */
  readonly attention?: readonly AttentionMap[];
  /** Seconds, where the answer ends before the window. */
  readonly end?: number;
}

/** @param clip what there is of the window */
type Answerer = (clip: WindowClip, window: VideoWindow) => Promise<WindowAnswer>;

export interface WalkedVideo {
  /** Of the file, in seconds. */
  readonly duration: number;
  /** End of the last segment that was answered, in seconds. */
  readonly end: number;
  /** The first windows, for a report. */
  readonly views: readonly WindowView[];
}

/**
 * Hands every window to `answer`, in order. Where the pictures end a window or more before the sound, the walk ends with
 * them.
 * @throws {MediaError} for a file that cannot be read, or without pictures or sound; the reason of `signal`.
 */
export async function walkVideo(
  { video, reader, input, moment, pictured = 60, signal, onWindow }: Walk,
  answer: Answerer,
): Promise<WalkedVideo> {
  const duration = durationOf(reader, video);
  const clips = new ClipReader(reader, video, input, moment);
  const windows = videoWindows(duration, input);
  const views: WindowView[] = [];
  let end = 0;
  for (const [index, window] of windows.entries()) {
    signal?.throwIfAborted();
    const clip = readUnlessPast(clips, window);
    if (clip === undefined) break;
    const answered = await answer(clip, window);
    end = answered.end ?? window.end;
    if (index < pictured) views.push(viewOf(window, clip, answered, input));
    onWindow?.(index + 1, windows.length);
  }
  return { duration, end, views };
}

/** Walks with progress for a person, who is told where the pictures end early. */
export async function walkWithProgress(
  walk: Omit<Walk, 'signal' | 'onWindow'>,
  io: CommandIo,
  answer: Answerer,
): Promise<WalkedVideo> {
  const phase = io.progress.phase('predict');
  const onWindow = (done: number, total: number): void => phase.update(done, `of ${total} windows`);
  const walked = await walkVideo({ ...walk, signal: io.signal, onWindow }, answer);
  const { duration, end } = walked;
  phase.done(`${formatTime(end)} s of video`);
  if (duration - end >= 1) {
    io.warn(
      `dgsct: The pictures end before the sound, so only the first ${formatTime(end)} of ${formatTime(duration)} s are answered.`,
    );
  }
  return walked;
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
  { attention }: WindowAnswer,
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
