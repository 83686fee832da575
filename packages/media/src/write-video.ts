// RGB frames and mono sound to an mp4 file (H.264 + AAC). Fixed settings, one
// thread and no clock or version strings, so the same clip gives the same bytes.
import type { CodecContext, FormatContext, Frame, Stream } from 'node-av';
import { writeAtomically } from './atomic.ts';
import { MediaError } from './errors.ts';
import { type NodeAv, requireNodeAv } from './node-av.ts';

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

/** Sampling rates of MPEG-4 audio (ISO/IEC 14496-3, table 1.18), in Hz. */
const AAC_RATES: readonly number[] = [
  7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000,
];
/** Time units per second of the video stream: frame rates are kept to 1/1000. */
const FRAME_RATE_UNIT = 1000;

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
  const video = openVideoEncoder(av, clip);
  const audio = clip.samples.length > 0 ? openAudioEncoder(av, clip) : undefined;
  const io = new av.IOContext();
  try {
    check(av, container.allocOutputContext2(null, 'mp4', path));
    container.setFlags(av.AVFMT_FLAG_BITEXACT);
    const videoStream = addStream(av, container, video);
    const audioStream = audio && addStream(av, container, audio);
    check(av, io.open2Sync(path, av.AVIO_FLAG_WRITE));
    container.pb = io;
    check(av, container.writeHeaderSync());
    for (const frame of videoFrames(av, clip)) encode(av, video, frame, container, videoStream);
    encode(av, video, null, container, videoStream);
    if (audio && audioStream) {
      for (const frame of audioFrames(av, clip, audio.frameSize)) {
        encode(av, audio, frame, container, audioStream);
      }
      encode(av, audio, null, container, audioStream);
    }
    check(av, container.writeTrailerSync());
  } finally {
    video.freeContext();
    audio?.freeContext();
    container.pb = null;
    io.closepSync();
    container.freeContext();
  }
}

function openVideoEncoder(av: NodeAv, clip: VideoClip): CodecContext {
  return openEncoder(av, 'libx264', (context) => {
    check(av, context.setOption('preset', 'superfast'));
    check(av, context.setOption('crf', '18'));
    context.width = clip.width;
    context.height = clip.height;
    context.pixelFormat = av.AV_PIX_FMT_YUV420P;
    context.colorRange = av.AVCOL_RANGE_MPEG;
    context.colorSpace = av.AVCOL_SPC_SMPTE170M;
    context.colorPrimaries = av.AVCOL_PRI_SMPTE170M;
    context.colorTrc = av.AVCOL_TRC_SMPTE170M;
    context.framerate = new av.Rational(Math.round(clip.frameRate * FRAME_RATE_UNIT), FRAME_RATE_UNIT);
    context.timeBase = context.framerate.inv();
    context.gopSize = Math.max(1, Math.round(2 * clip.frameRate));
    context.maxBFrames = 0;
  });
}

function openAudioEncoder(av: NodeAv, clip: VideoClip): CodecContext {
  return openEncoder(av, 'aac', (context) => {
    context.sampleFormat = av.AV_SAMPLE_FMT_FLTP;
    context.sampleRate = clip.sampleRate;
    context.channelLayout = av.AV_CHANNEL_LAYOUT_MONO;
    context.timeBase = new av.Rational(1, clip.sampleRate);
    context.bitRate = 96_000n;
  });
}

function openEncoder(
  av: NodeAv,
  name: 'libx264' | 'aac',
  configure: (context: CodecContext) => void,
): CodecContext {
  const codec = av.Codec.findEncoderByName(name as Parameters<typeof av.Codec.findEncoderByName>[0]);
  if (!codec) {
    throw new MediaError(
      'MEDIA_NO_ENCODER',
      `The installed node-av has no ${name} encoder; reinstall node-av 6.`,
    );
  }
  const context = new av.CodecContext();
  context.allocContext3(codec);
  context.threadCount = 1;
  context.setFlags(
    av.AV_CODEC_FLAG_GLOBAL_HEADER,
    av.AV_CODEC_FLAG_BITEXACT,
    av.AV_CODEC_FLAG_FRAME_DURATION,
  );
  configure(context);
  check(av, context.open2Sync(codec));
  return context;
}

function addStream(av: NodeAv, container: FormatContext, encoder: CodecContext): Stream {
  const stream = container.newStream();
  stream.timeBase = encoder.timeBase;
  check(av, stream.codecpar.fromContext(encoder));
  return stream;
}

/** Sends one frame (null: the end) to the encoder and writes every packet that it then has ready. */
function encode(
  av: NodeAv,
  encoder: CodecContext,
  frame: Frame | null,
  container: FormatContext,
  stream: Stream,
): void {
  check(av, encoder.sendFrameSync(frame));
  frame?.free();
  const packet = new av.Packet();
  packet.alloc();
  while (encoder.receivePacketSync(packet) === 0) {
    packet.streamIndex = stream.index;
    packet.rescaleTs(encoder.timeBase, stream.timeBase);
    check(av, container.interleavedWriteFrameSync(packet));
  }
  packet.free();
}

function* videoFrames(av: NodeAv, clip: VideoClip): Generator<Frame> {
  const { width, height, frames } = clip;
  const frameBytes = width * height * 3;
  const scaler = new av.SoftwareScaleContext();
  scaler.getContext(
    width,
    height,
    av.AV_PIX_FMT_RGB24,
    width,
    height,
    av.AV_PIX_FMT_YUV420P,
    (av.SWS_BICUBIC | av.SWS_ACCURATE_RND | av.SWS_BITEXACT) as typeof av.SWS_BICUBIC,
  );
  for (let index = 0; index * frameBytes < frames.length; index++) {
    const pixels = Buffer.from(frames.buffer, frames.byteOffset + index * frameBytes, frameBytes);
    const rgb = av.Frame.fromVideoBuffer(pixels, { width, height, format: av.AV_PIX_FMT_RGB24 });
    const yuv = new av.Frame();
    yuv.alloc();
    yuv.width = width;
    yuv.height = height;
    yuv.format = av.AV_PIX_FMT_YUV420P;
    check(av, yuv.getBuffer());
    check(av, scaler.scaleFrameSync(yuv, rgb));
    rgb.free();
    yuv.pts = BigInt(index);
    yuv.duration = 1n;
    yield yuv;
  }
  scaler.freeContext();
}

function* audioFrames(av: NodeAv, clip: VideoClip, frameSize: number): Generator<Frame> {
  const { samples, sampleRate } = clip;
  for (let first = 0; first < samples.length; first += frameSize) {
    const part = samples.subarray(first, first + frameSize);
    const frame = av.Frame.fromAudioBuffer(Buffer.from(part.buffer, part.byteOffset, part.byteLength), {
      nbSamples: part.length,
      format: av.AV_SAMPLE_FMT_FLTP,
      sampleRate,
      channelLayout: av.AV_CHANNEL_LAYOUT_MONO,
    });
    frame.pts = BigInt(first);
    frame.duration = BigInt(part.length);
    yield frame;
  }
}

function check(av: NodeAv, status: number): void {
  if (status < 0) av.FFmpegError.throwIfError(status);
}
