// The shape of a clip to be written.

/** A clip in memory. */
export interface VideoClip {
  /** Even number of pixels (H.264 stores colour at half size). */
  readonly width: number;
  /** Even number of pixels. */
  readonly height: number;
  /** Frames per second, a positive whole number or a fraction such as 29.97. */
  readonly frameRate: number;
  /** `[count, height, width, 3]` RGB, at least one frame. */
  readonly frames: Uint8Array;
  /** Mono, -1..1; empty for a video without sound. */
  readonly samples: Float32Array;
  /** Hz; one of the rates that AAC knows (8000 ... 96000). */
  readonly sampleRate: number;
}
