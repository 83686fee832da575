// What `dgsct predict` tells of a segmented video.
import type { AvsFrame } from '@dg-sct/task-avs';

/** One second; `area` is a share of the picture, `box` in pixels of the video. */
export interface SecondMask extends Pick<AvsFrame, 'start' | 'end' | 'area' | 'box' | 'confidence'> {
  /** A picture of the video's size, white where something sounds. */
  readonly file: string;
}

/** What `--json` prints. */
export interface VideoMasks {
  /** The file, as the user named it. */
  readonly video: string;
  /** Of the file, in seconds. */
  readonly duration: number;
  /** In order, without gaps, from the video's start. */
  readonly masks: readonly SecondMask[];
  /** A video with the masks laid over; null where this machine cannot write one. */
  readonly overlay: string | null;
}
