// What every decoder offers, and nothing of how: the shapes of frames and sound.

/** What a file holds. */
export interface MediaInfo {
  /** Seconds, of the longest stream; the ffmpeg command tells it to 0.01 s and may count an encoder's padding. */
  readonly duration: number;
  /** The first moving picture (a cover picture is none); sizes as shown, after rotation. */
  readonly video?: { readonly width: number; readonly height: number; readonly frameRate: number };
  /** The first sound track. */
  readonly audio?: { readonly sampleRate: number; readonly channels: number };
}

/** Pictures of one size. */
export interface Frames {
  /** `[count, height, width, 3]`, RGB, 0..255. */
  readonly data: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** `[count]`, seconds since the file's start. */
  readonly times: Float64Array;
}

/** A stretch of time, in seconds since the file's start: `start <= t < end`. */
export interface TimeWindow {
  /** Default 0. */
  readonly start?: number;
  /** Default: the end of the file. */
  readonly end?: number;
}

export interface FrameRequest extends TimeWindow {
  /** How many frames, spread over the window; default: all of them. */
  readonly count?: number;
  /**
   * How they are spread: from the first frame to the last, as `spreadIndices` says, or one from the middle of each of
   * `count` equal parts, as `middleIndices` says. Default `ends`.
   */
  readonly spread?: FrameSpread;
}

export type FrameSpread = 'ends' | 'middles';

export interface AudioRequest extends TimeWindow {
  /** Hz of the result, whatever the file has. */
  readonly sampleRate: number;
}

/** The implementations there are. */
export type MediaReaderName = 'node-av' | 'ffmpeg';

/**
 * Decodes files. All calls are synchronous and hold nothing open between calls, so a reader serves in
 * a worker thread, where decoding belongs. Every method throws MediaError: MEDIA_NOT_FOUND,
 * MEDIA_NOT_A_FILE, MEDIA_EMPTY, MEDIA_UNREADABLE, MEDIA_ARGUMENT, and what is listed with it.
 */
export interface MediaReader {
  readonly name: MediaReaderName;

  probe(path: string): MediaInfo;

  /**
   * Frames at their native size. Only the chosen frames are ever held in memory.
   * @throws {MediaError} MEDIA_NO_VIDEO, or MEDIA_NO_FRAMES when no frame lies in the window.
   */
  readFrames(path: string, request?: FrameRequest): Frames;

  /**
   * Sound as mono (the average of the channels), -1..1; sample i lies at `start + i / sampleRate`. Silence
   * stands for what is missing before or between sounds; the result is shorter than the window where the
   * sound ends before it, and equals the same stretch of the whole file's sound to the last bit.
   * Decoding begins at the file's start: read a long file once and cut it, rather than window by window.
   * @throws {MediaError} MEDIA_NO_AUDIO.
   */
  readAudio(path: string, request: AudioRequest): Float32Array;
}
