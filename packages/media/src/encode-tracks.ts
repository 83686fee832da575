// The two tracks of a clip: their encoders with fixed settings on one thread, and the frames
// that they are fed, as FFmpeg wants them. Which is fed when is decided in write-video.ts.
import type { CodecContext, FormatContext, Frame, Stream } from 'node-av';
import { MediaError } from './errors.ts';
import { check, type NodeAv } from './node-av.ts';
import type { VideoClip } from './video-clip.ts';

/** Time units per second of the video stream: frame rates are kept to 1/1000. */
export const FRAME_RATE_UNIT = 1000;

/** One stream on its way into a container. */
export interface Track {
  readonly encoder: CodecContext;
  readonly stream: Stream;
  readonly frames: Iterator<Frame>;
  /** The frame to encode next, and its time in seconds; Infinity after the last one. */
  next: Frame | undefined;
  time: number;
}

export function videoTrack(av: NodeAv, container: FormatContext, clip: VideoClip): Track {
  return track(av, container, openVideoEncoder(av, clip), () => videoFrames(av, clip));
}

export function audioTrack(av: NodeAv, container: FormatContext, clip: VideoClip): Track {
  return track(av, container, openAudioEncoder(av, clip), ({ frameSize }) =>
    audioFrames(av, clip, frameSize),
  );
}

function track(
  av: NodeAv,
  container: FormatContext,
  encoder: CodecContext,
  framesFor: (encoder: CodecContext) => Iterator<Frame>,
): Track {
  const stream = container.newStream();
  stream.timeBase = encoder.timeBase;
  check(av, stream.codecpar.fromContext(encoder));
  const result: Track = { encoder, stream, frames: framesFor(encoder), next: undefined, time: 0 };
  advance(result);
  return result;
}

function advance(track: Track): void {
  const { value, done } = track.frames.next();
  track.next = done ? undefined : value;
  track.time = done ? Number.POSITIVE_INFINITY : Number(value.pts) * track.encoder.timeBase.toDouble();
}

/** Encodes the track's next frame and writes every packet that is then ready. */
export function encodeNext(av: NodeAv, container: FormatContext, track: Track): void {
  check(av, track.encoder.sendFrameSync(track.next ?? null));
  track.next?.free();
  writePackets(av, container, track);
  advance(track);
}

/** Writes what the encoder still holds. */
export function finish(av: NodeAv, container: FormatContext, track: Track): void {
  check(av, track.encoder.sendFrameSync(null));
  writePackets(av, container, track);
}

function writePackets(av: NodeAv, container: FormatContext, { encoder, stream }: Track): void {
  const packet = new av.Packet();
  packet.alloc();
  while (encoder.receivePacketSync(packet) === 0) {
    packet.streamIndex = stream.index;
    packet.rescaleTs(encoder.timeBase, stream.timeBase);
    check(av, container.interleavedWriteFrameSync(packet));
  }
  packet.free();
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
