// Frames that do not belong to a sound: for each segment one of another video
// (spec: task-avqa sections 2.2 and 5).
import { DatasetError } from './errors.ts';

export interface NegativeRequest {
  /** Number of videos, V. */
  readonly videos: number;
  /** Position of the own video among them. */
  readonly own: number;
  /** Sampled frames of every video; default 10. */
  readonly framesPerVideo?: number;
  /**
   * How many consecutive draws share a video when the own one is refused. As published, question answering divides
   * by 60 (a rest of data sets with 60 frames a video), so that it refuses others and lets the own one through;
   * default `framesPerVideo`, which refuses the own one alone.
   */
  readonly refusedSpan?: number;
}

export interface NegativeFrame {
  /** Position of the video. */
  readonly video: number;
  /** Which of its sampled frames, from 0. */
  readonly frame: number;
}

/** The published divisor of question answering. */
export const PUBLISHED_REFUSED_SPAN = 60;

/**
 * `count` frames, drawn independently; `random` gives numbers in [0, 1).
 * @throws {DatasetError} DATASET_SPLIT where every draw would be refused.
 */
export function drawNegativeFrames(
  count: number,
  request: NegativeRequest,
  random: () => number,
): NegativeFrame[] {
  const { videos, own, framesPerVideo = 10 } = request;
  const span = request.refusedSpan ?? framesPerVideo;
  const draws = videos * framesPerVideo;
  if (own === 0 && draws <= span) {
    const message = `A split of ${videos} video(s) has no frame to contrast the first one with; more videos are needed.`;
    throw new DatasetError('DATASET_SPLIT', message);
  }
  return Array.from({ length: count }, () => {
    for (;;) {
      const draw = Math.floor(random() * draws);
      if (Math.floor(draw / span) === own) continue;
      return { video: Math.floor(draw / framesPerVideo), frame: draw % framesPerVideo };
    }
  });
}
