// From a video file to its timeline of events.
import type { AveSegment } from '@dg-sct/task-ave';
import type { CommandIo } from '../../io.ts';
import type { WindowClip } from '../../predict/clip.ts';
import { type Walk, walkVideo, walkWithProgress } from '../../predict/walk-video.ts';
import type { VideoWindow } from '../../predict/windows.ts';
import type { PredictionView } from '../../report/types.ts';
import type { ClipAnswer, Predictor } from './predictor.ts';

export interface VideoRequest extends Walk {
  readonly predictor: Predictor;
}

/**
 * Answers every second of a video; where there is `io`, it shows progress.
 * @throws what `walkVideo` throws.
 */
export async function predictVideo(
  { predictor, ...walk }: VideoRequest,
  io?: CommandIo,
): Promise<PredictionView> {
  const segments: AveSegment[] = [];
  const answer = async ({ tensors }: WindowClip, window: VideoWindow): Promise<ClipAnswer> => {
    const answered = await predictor.answer(tensors);
    for (const [t, span] of window.segments.entries()) {
      const segment = answered.segments[t];
      if (segment !== undefined) segments.push({ ...segment, ...span });
    }
    return answered;
  };
  const { duration, views } =
    io === undefined ? await walkVideo(walk, answer) : await walkWithProgress(walk, io, answer);
  return { prediction: { video: walk.video, duration, segments }, windows: views };
}
