// RGB frames and mono sound to an mp4 file (H.264 + AAC). Fixed settings, one
// thread and no clock or version strings, so the same clip gives the same bytes.
import type { FormatContext } from 'node-av';
import { writeAtomically } from './atomic.ts';
import { audioTrack, encodeNext, FRAME_RATE_UNIT, finish, type Track, videoTrack } from './encode-tracks.ts';
import { MediaError } from './errors.ts';
import { check, type NodeAv, requireNodeAv } from './node-av.ts';
import type { VideoClip } from './video-clip.ts';

/** Sampling rates of MPEG-4 audio (ISO/IEC 14496-3, table 1.18), in Hz. */
const AAC_RATES: readonly number[] = [
  7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000,
];

/**
 * Writes `clip` to `path` as mp4. The file appears only when it is complete; nothing is lost or
 * added: reading gives `count` frames and, at the same rate, `samples.length` samples.
 * @throws {MediaError} MEDIA_ARGUMENT for a clip that mp4 cannot hold, MEDIA_NO_ENCODER when node-av is
 *   not installed, MEDIA_WRITE when the file cannot be written.
 */
export function writeVideo(path: string, clip: VideoClip): void {
  checkClip(clip, path);
  const av = requireNodeAv();
  writeAtomically(path, (temporary) => encodeClip(av, temporary, clip));
}

function checkClip(clip: VideoClip, path: string): void {
  const { width, height, frameRate, frames, samples, sampleRate } = clip;
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
  const frameBytes = width * height * 3;
  if (frames.length === 0 || frames.length % frameBytes !== 0) {
    fail(
      `Frames must be whole ${width}x${height} RGB pictures of ${frameBytes} bytes, got ${frames.length} bytes.`,
    );
  }
  if (!(frameRate >= 1 / FRAME_RATE_UNIT && Number.isFinite(frameRate))) {
    fail(`The frame rate must be a positive number of frames per second, got ${frameRate}.`);
  }
  if (samples.length > 0 && !AAC_RATES.includes(sampleRate)) {
    fail(`AAC cannot hold ${sampleRate} Hz; resample to one of ${AAC_RATES.join(', ')} Hz.`);
  }
}

function encodeClip(av: NodeAv, path: string, clip: VideoClip): void {
  const container = new av.FormatContext();
  const io = new av.IOContext();
  const tracks: Track[] = [];
  try {
    check(av, container.allocOutputContext2(null, 'mp4', path));
    container.setFlags(av.AVFMT_FLAG_BITEXACT);
    // The index goes first, so that a player can begin before it has the whole file.
    check(av, container.setOption('movflags', '+faststart'));
    tracks.push(videoTrack(av, container, clip));
    if (clip.samples.length > 0) tracks.push(audioTrack(av, container, clip));
    check(av, io.open2Sync(path, av.AVIO_FLAG_WRITE));
    container.pb = io;
    check(av, container.writeHeaderSync());
    encodeInOrder(av, container, tracks);
    check(av, container.writeTrailerSync());
  } finally {
    for (const track of tracks) track.encoder.freeContext();
    container.pb = null;
    io.closepSync();
    container.freeContext();
  }
}

/** Encodes the tracks side by side in order of time, so that the container need not hold one back for another. */
function encodeInOrder(av: NodeAv, container: FormatContext, tracks: readonly Track[]): void {
  for (;;) {
    const next = tracks.reduce((one, other) => (other.time < one.time ? other : one));
    if (next.time === Number.POSITIVE_INFINITY) break;
    encodeNext(av, container, next);
  }
  for (const track of tracks) finish(av, container, track);
}
