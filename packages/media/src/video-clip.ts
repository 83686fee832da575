// The shapes of a video to be written.

/** What is known of a video before its first frame. */
export interface VideoFormat {
  /** Even number of pixels (H.264 stores colour at half size). */
  readonly width: number;
  /** Even number of pixels. */
  readonly height: number;
  /** Frames per second, a positive whole number or a fraction such as 29.97. */
  readonly frameRate: number;
  /** Of its mono sound, Hz: one of the rates that AAC knows (8000 ... 96000). Without it there is no sound track. */
  readonly sampleRate?: number;
}

/** A clip in memory. */
export interface VideoClip extends VideoFormat {
  /** `[count, height, width, 3]` RGB, at least one frame. */
  readonly frames: Uint8Array;
  /** Mono, -1..1; empty for a video without sound. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
}
