// MediaReader by FFmpeg's libraries inside this process (package node-av), by
// their synchronous calls on one thread. Frames are found in two passes: packet
// time stamps first, which costs no decoding, then only what is wanted is converted.
import { resolve } from 'node:path';
import type { Decoder, Demuxer, FilterAPI, Frame, Stream } from 'node-av';
import { audioFilter } from './audio-filter.ts';
import { MediaError } from './errors.ts';
import { FrameCollector } from './frame-collector.ts';
import { checkContent, checkInputFile, noAudio, noFrames, noVideo, unreadable } from './input-file.ts';
import type { NodeAv } from './node-av.ts';
import type { AudioRequest, FrameRequest, Frames, MediaInfo, MediaReader } from './reader.ts';
import { SampleCollector } from './sample-collector.ts';
import { checkCount, checkSampleRate, inWindow, isPast, type Window, windowOf } from './spread.ts';

/** Below this start, decoding from the beginning is as fast as seeking; seconds. */
const SEEK_FROM = 2;

export function openNodeAvReader(av: NodeAv): MediaReader {
  return {
    name: 'node-av',
    probe: (path) => probe(av, path),
    readFrames: (path, request = {}) => readFrames(av, path, request),
    readAudio: (path, request) => readAudio(av, path, request),
  };
}

function probe(av: NodeAv, path: string): MediaInfo {
  const info = withInput(av, path, (input) => describe(av, input));
  checkContent(path, info);
  return info;
}

function readFrames(av: NodeAv, path: string, request: FrameRequest): Frames {
  const window = windowOf(request);
  checkCount(request.count);
  const info = probe(av, path);
  const video = info.video;
  if (!video) throw noVideo(path);
  const from =
    window.start >= SEEK_FROM && withInput(av, path, (input) => canSeek(av, input, window))
      ? window.start
      : 0;
  const decode = (expected: number) => {
    const collector = new FrameCollector(video, expected, request);
    const found = withInput(av, path, (input) => decodeFrames(av, input, window, from, video, collector));
    if (found === 0) throw noFrames(path, window, info);
    return { found, frames: found === expected ? collector.frames() : undefined };
  };
  // Damaged files may hold packets that give no frame: then decode again, with the true number.
  const first = decode(withInput(av, path, (input) => countPackets(av, input, window, from)));
  const frames = first.frames ?? decode(first.found).frames;
  if (!frames) throw unreadable(path, 'it changes while it is read');
  return frames;
}

function readAudio(av: NodeAv, path: string, request: AudioRequest): Float32Array {
  const window = windowOf(request);
  checkSampleRate(request.sampleRate);
  return withInput(av, path, (input) => {
    checkContent(path, describe(av, input));
    const stream = input.audio();
    if (!stream) throw noAudio(path);
    const samples = new SampleCollector(window, request.sampleRate);
    const filter = av.FilterAPI.create(
      audioFilter(stream.codecpar.channels, request.sampleRate, input.startTime),
    );
    decoding(av, input, stream, (decoder) => {
      for (const frame of filter.framesSync(decoder.framesSync(input.packetsSync(stream.index)))) {
        if (!frame) continue;
        const bytes = frame.data?.[0];
        if (bytes) samples.push(new Float32Array(bytes.buffer, bytes.byteOffset, frame.nbSamples));
        frame.free();
        if (samples.full) break;
      }
    });
    filter.close();
    return samples.samples();
  });
}

/** Opens the file for one pass and closes it whatever happens. */
function withInput<T>(av: NodeAv, path: string, use: (input: Demuxer) => T): T {
  checkInputFile(path);
  let input: Demuxer | undefined;
  try {
    input = av.Demuxer.openSync(resolve(path));
    return use(input);
  } catch (cause) {
    throw cause instanceof MediaError ? cause : unreadable(path, cause);
  } finally {
    input?.closeSync();
  }
}

function describe(av: NodeAv, input: Demuxer): MediaInfo {
  const video = videoStream(av, input);
  const audio = input.audio();
  return {
    duration: input.duration,
    ...(video && { video: describeVideo(av, video) }),
    ...(audio && { audio: { sampleRate: audio.codecpar.sampleRate, channels: audio.codecpar.channels } }),
  };
}

type VideoInfo = NonNullable<MediaInfo['video']>;

function describeVideo(av: NodeAv, stream: Stream): VideoInfo {
  const { width, height } = stream.codecpar;
  const upright = rotation(av, stream) % 180 === 0;
  const rate = stream.avgFrameRate;
  return {
    width: upright ? width : height,
    height: upright ? height : width,
    frameRate: rate.den > 0 ? rate.toDouble() : 0,
  };
}

/** The first video stream that is not a cover picture. */
function videoStream(av: NodeAv, input: Demuxer): Stream | undefined {
  return input.streams.find(
    (stream) =>
      stream.codecpar.codecType === av.AVMEDIA_TYPE_VIDEO &&
      (stream.disposition & av.AV_DISPOSITION_ATTACHED_PIC) === 0,
  );
}

/** Clockwise degrees (0, 90, 180, 270) by which a player turns the picture. */
function rotation(av: NodeAv, stream: Stream): number {
  const matrix = stream.codecpar.getCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX);
  if (!matrix || matrix.length < 36) return 0;
  const degrees = (Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) * 180) / Math.PI;
  return (Math.round(degrees / 90) * 90 + 360) % 360;
}

const TURN: Readonly<Record<number, string>> = {
  90: 'transpose=clock,',
  180: 'hflip,vflip,',
  270: 'transpose=cclock,',
};

/** How many frames the window should give, by the time stamps of the packets alone. */
function countPackets(av: NodeAv, input: Demuxer, window: Window, from: number): number {
  const stream = videoStream(av, input);
  if (!stream) return 0;
  const clock = new Clock(input, stream);
  seekBefore(av, input, from);
  let count = 0;
  for (const packet of input.packetsSync(stream.index)) {
    if (!packet) break;
    const past = packet.dts !== av.AV_NOPTS_VALUE && isPast(window, clock.seconds(packet.dts));
    const shown = (packet.flags & av.AV_PKT_FLAG_DISCARD) === 0;
    if (shown && inWindow(window, clock.seconds(packet.pts))) count++;
    packet.free();
    if (past) break;
  }
  return count;
}

/** Decodes the window into `collector`; returns how many frames it holds. */
function decodeFrames(
  av: NodeAv,
  input: Demuxer,
  window: Window,
  from: number,
  size: VideoInfo,
  collector: FrameCollector,
): number {
  const stream = videoStream(av, input);
  if (!stream) return 0;
  const clock = new Clock(input, stream);
  const toRgb = av.FilterAPI.create(
    `${TURN[rotation(av, stream)] ?? ''}scale=${size.width}:${size.height}:flags=bicubic,format=rgb24`,
  );
  let found = 0;
  seekBefore(av, input, from);
  decoding(av, input, stream, (decoder) => {
    for (const frame of decoder.framesSync(input.packetsSync(stream.index))) {
      if (!frame) continue;
      const time = clock.seconds(frame.pts);
      if (inWindow(window, time)) {
        if (collector.wants(found)) collector.put(found, time, convert(toRgb, frame));
        found++;
      }
      frame.free();
      if (isPast(window, time)) break;
    }
  });
  toRgb.close();
  return found;
}

function convert(toRgb: FilterAPI, frame: Frame): Uint8Array {
  toRgb.processSync(frame);
  const rgb = toRgb.receiveSync();
  if (!rgb || typeof rgb !== 'object') throw new Error('the colour conversion gave no picture');
  const pixels = rgb.toBuffer();
  rgb.free();
  return pixels;
}

/** Goes to the key frame at or before `time`, in seconds. */
function seekBefore(av: NodeAv, input: Demuxer, time: number): void {
  if (time > 0) input.seekSync(time + input.startTime, -1, av.AVSEEK_FLAG_BACKWARD);
}

/** Whether seeking does what it promises; in containers without an index it may land behind, or between key frames. */
function canSeek(av: NodeAv, input: Demuxer, window: Window): boolean {
  const stream = videoStream(av, input);
  if (!stream) return false;
  const clock = new Clock(input, stream);
  seekBefore(av, input, window.start);
  for (const packet of input.packetsSync(stream.index)) {
    if (!packet) break;
    const good = packet.isKeyframe && clock.seconds(packet.pts) <= window.start;
    packet.free();
    return good;
  }
  return false;
}

function decoding(av: NodeAv, input: Demuxer, stream: Stream, use: (decoder: Decoder) => void): void {
  for (const other of input.streams) {
    if (other.index !== stream.index) other.discard = av.AVDISCARD_ALL;
  }
  const decoder = av.Decoder.createSync(stream, { threadCount: 1, exitOnError: false });
  try {
    use(decoder);
  } finally {
    decoder.close();
  }
}

/** Turns a stream's ticks into seconds since the file's start. */
class Clock {
  readonly #tick: number;
  readonly #start: number;

  constructor(input: Demuxer, stream: Stream) {
    this.#tick = stream.timeBase.toDouble();
    this.#start = input.startTime;
  }

  seconds(ticks: bigint): number {
    return Number(ticks) * this.#tick - this.#start;
  }
}
