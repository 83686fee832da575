// RGB frames and mono sound to an mp4 file (H.264 + AAC), piece by piece. Fixed settings, one thread and no clock or
// version strings, so the same pieces give the same bytes.
import { renameSync, rmSync } from 'node:fs';
import type { FormatContext, IOContext } from 'node-av';
import { asWriteError, temporaryBeside } from './atomic.ts';
import { AudioTrack, FRAME_RATE_UNIT, VideoTrack } from './encode-tracks.ts';
import { MediaError } from './errors.ts';
import { check, type NodeAv, requireNodeAv } from './node-av.ts';
import type { VideoFormat } from './video-clip.ts';

/** Sampling rates of MPEG-4 audio (ISO/IEC 14496-3, table 1.18), in Hz. */
const AAC_RATES: readonly number[] = [
  7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000,
];

/** An open file. It ends with `close` or `discard`; whoever gets an error from the others calls `discard`. */
export interface VideoWriter {
  /** The next frame, RGB `[height, width, 3]`, and the sound from here on, of any length; the file plays both from 0 s. */
  add(frame: Uint8Array, samples?: Float32Array): void;
  /** Completes the file, which appears now. @throws {MediaError} MEDIA_WRITE, after which nothing is left. */
  close(): void;
  /** Leaves nothing behind; does nothing after `close`. */
  discard(): void;
}

/**
 * Begins an mp4 file at `path`. Nothing is lost or added: reading gives as many frames and, at the same rate, as many
 * samples. Where a file was, it stays until `close`.
 * @throws {MediaError} MEDIA_ARGUMENT for a format that mp4 cannot hold, MEDIA_NO_ENCODER when node-av is not
 *   installed, MEDIA_WRITE when the file cannot be written; `add` likewise.
 */
export function openVideoWriter(path: string, format: VideoFormat): VideoWriter {
  checkFormat(format, path);
  const av = requireNodeAv();
  const temporary = temporaryBeside(path);
  const file = new OpenFile(av, format);
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (cause) {
      throw asWriteError(path, cause);
    }
  };
  const discard = (): void => {
    file.free();
    rmSync(temporary, { force: true });
  };
  const orDiscard = (action: () => void): void => {
    try {
      guarded(action);
    } catch (error) {
      discard();
      throw error;
    }
  };
  orDiscard(() => file.begin(temporary));
  return {
    add: (frame, samples) => {
      const { width, height } = format;
      if (frame.length !== width * height * 3) {
        const message = `A frame of this video has ${width}x${height} RGB pixels, ${width * height * 3} bytes, got ${frame.length}.`;
        throw new MediaError('MEDIA_ARGUMENT', message, { path });
      }
      guarded(() => file.add(frame, samples));
    },
    close: () =>
      orDiscard(() => {
        file.finish();
        file.free();
        renameSync(temporary, path);
      }),
    discard,
  };
}

/** @throws {MediaError} MEDIA_ARGUMENT. */
function checkFormat({ width, height, frameRate, sampleRate }: VideoFormat, path: string): void {
  const fail = (message: string): never => {
    throw new MediaError('MEDIA_ARGUMENT', message, { path });
  };
  for (const [name, size] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(size) || size < 2 || size % 2 !== 0) {
      fail(`A video's ${name} must be an even number of pixels, got ${size}; pad or resize the frames.`);
    }
  }
  if (!(frameRate >= 1 / FRAME_RATE_UNIT && Number.isFinite(frameRate))) {
    fail(`The frame rate must be a positive number of frames per second, got ${frameRate}.`);
  }
  if (sampleRate !== undefined && !AAC_RATES.includes(sampleRate)) {
    fail(`AAC cannot hold ${sampleRate} Hz; resample to one of ${AAC_RATES.join(', ')} Hz.`);
  }
}

/** A container with its tracks. */
class OpenFile {
  readonly #av: NodeAv;
  readonly #container: FormatContext;
  readonly #io: IOContext;
  readonly #format: VideoFormat;
  #video: VideoTrack | undefined;
  #audio: AudioTrack | undefined;
  #freed = false;

  constructor(av: NodeAv, format: VideoFormat) {
    this.#av = av;
    this.#format = format;
    this.#container = new av.FormatContext();
    this.#io = new av.IOContext();
  }

  begin(path: string): void {
    const av = this.#av;
    const container = this.#container;
    check(av, container.allocOutputContext2(null, 'mp4', path));
    container.setFlags(av.AVFMT_FLAG_BITEXACT);
    // The index goes first, so that a player can begin before it has the whole file.
    check(av, container.setOption('movflags', '+faststart'));
    const { sampleRate } = this.#format;
    this.#video = new VideoTrack(av, container, this.#format);
    if (sampleRate !== undefined) this.#audio = new AudioTrack(av, container, sampleRate);
    check(av, this.#io.open2Sync(path, av.AVIO_FLAG_WRITE));
    container.pb = this.#io;
    check(av, container.writeHeaderSync());
  }

  add(frame: Uint8Array, samples: Float32Array | undefined): void {
    this.#video?.add(frame);
    if (samples !== undefined) this.#audio?.add(samples);
  }

  finish(): void {
    this.#video?.finish();
    this.#audio?.finish();
    check(this.#av, this.#container.writeTrailerSync());
  }

  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#video?.free();
    this.#audio?.free();
    this.#container.pb = null;
    this.#io.closepSync();
    this.#container.freeContext();
  }
}
