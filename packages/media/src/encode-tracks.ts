// The two tracks of a video file: their encoders with fixed settings on one thread, and pixels and samples as FFmpeg
// wants them. Which is given when is decided in video-writer.ts.
import type { CodecContext, FormatContext, Frame, SoftwareScaleContext, Stream } from 'node-av';
import { MediaError } from './errors.ts';
import { check, type NodeAv } from './node-av.ts';
import type { VideoFormat } from './video-clip.ts';

/** Time units per second of the video stream: frame rates are kept to 1/1000. */
export const FRAME_RATE_UNIT = 1000;

/** One stream on its way into a container. */
class Track {
  protected readonly av: NodeAv;
  protected readonly encoder: CodecContext;
  readonly #container: FormatContext;
  readonly #stream: Stream;

  /** The encoder is the track's from here on. */
  constructor(av: NodeAv, container: FormatContext, encoder: CodecContext) {
    this.av = av;
    this.encoder = encoder;
    this.#container = container;
    this.#stream = container.newStream();
    this.#stream.timeBase = encoder.timeBase;
    check(av, this.#stream.codecpar.fromContext(encoder));
  }

  /** Encodes what is left, and writes it. */
  finish(): void {
    this.encode(null);
  }

  free(): void {
    this.encoder.freeContext();
  }

  /** Writes every packet that is ready after `frame`, which is freed; null is the end. */
  protected encode(frame: Frame | null): void {
    const { av, encoder } = this;
    check(av, encoder.sendFrameSync(frame));
    frame?.free();
    const packet = new av.Packet();
    packet.alloc();
    while (encoder.receivePacketSync(packet) === 0) {
      packet.streamIndex = this.#stream.index;
      packet.rescaleTs(encoder.timeBase, this.#stream.timeBase);
      check(av, this.#container.interleavedWriteFrameSync(packet));
    }
    packet.free();
  }
}

export class VideoTrack extends Track {
  readonly #format: VideoFormat;
  readonly #scaler: SoftwareScaleContext;
  #count = 0;

  constructor(av: NodeAv, container: FormatContext, format: VideoFormat) {
    super(av, container, openVideoEncoder(av, format));
    const { width, height } = format;
    this.#format = format;
    this.#scaler = new av.SoftwareScaleContext();
    this.#scaler.getContext(
      width,
      height,
      av.AV_PIX_FMT_RGB24,
      width,
      height,
      av.AV_PIX_FMT_YUV420P,
      (av.SWS_BICUBIC | av.SWS_ACCURATE_RND | av.SWS_BITEXACT) as typeof av.SWS_BICUBIC,
    );
  }

  /** RGB, `[height, width, 3]`. */
  add(pixels: Uint8Array): void {
    const { av } = this;
    const { width, height } = this.#format;
    const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    const rgb = av.Frame.fromVideoBuffer(bytes, { width, height, format: av.AV_PIX_FMT_RGB24 });
    const yuv = new av.Frame();
    yuv.alloc();
    yuv.width = width;
    yuv.height = height;
    yuv.format = av.AV_PIX_FMT_YUV420P;
    check(av, yuv.getBuffer());
    check(av, this.#scaler.scaleFrameSync(yuv, rgb));
    rgb.free();
    yuv.pts = BigInt(this.#count);
    yuv.duration = 1n;
    this.#count += 1;
    this.encode(yuv);
  }

  override free(): void {
    this.#scaler.freeContext();
    super.free();
  }
}

export class AudioTrack extends Track {
  /** Samples that do not fill an encoder's frame yet. */
  readonly #waiting: Float32Array;
  #filled = 0;
  #encoded = 0;

  constructor(av: NodeAv, container: FormatContext, sampleRate: number) {
    super(av, container, openAudioEncoder(av, sampleRate));
    this.#waiting = new Float32Array(this.encoder.frameSize);
  }

  /** Mono, any number of them. */
  add(samples: Float32Array): void {
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + this.#waiting.length - this.#filled);
      this.#waiting.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#waiting.length) this.#send();
    }
  }

  override finish(): void {
    if (this.#filled > 0) this.#send();
    super.finish();
  }

  #send(): void {
    const { av } = this;
    const part = this.#waiting.slice(0, this.#filled);
    const frame = av.Frame.fromAudioBuffer(Buffer.from(part.buffer), {
      nbSamples: part.length,
      format: av.AV_SAMPLE_FMT_FLTP,
      sampleRate: this.encoder.sampleRate,
      channelLayout: av.AV_CHANNEL_LAYOUT_MONO,
    });
    frame.pts = BigInt(this.#encoded);
    frame.duration = BigInt(part.length);
    this.#encoded += part.length;
    this.#filled = 0;
    this.encode(frame);
  }
}

function openVideoEncoder(av: NodeAv, format: VideoFormat): CodecContext {
  return openEncoder(av, 'libx264', (context) => {
    check(av, context.setOption('preset', 'superfast'));
    check(av, context.setOption('crf', '18'));
    context.width = format.width;
    context.height = format.height;
    context.pixelFormat = av.AV_PIX_FMT_YUV420P;
    context.colorRange = av.AVCOL_RANGE_MPEG;
    context.colorSpace = av.AVCOL_SPC_SMPTE170M;
    context.colorPrimaries = av.AVCOL_PRI_SMPTE170M;
    context.colorTrc = av.AVCOL_TRC_SMPTE170M;
    context.framerate = new av.Rational(Math.round(format.frameRate * FRAME_RATE_UNIT), FRAME_RATE_UNIT);
    context.timeBase = context.framerate.inv();
    context.gopSize = Math.max(1, Math.round(2 * format.frameRate));
    context.maxBFrames = 0;
  });
}

function openAudioEncoder(av: NodeAv, sampleRate: number): CodecContext {
  return openEncoder(av, 'aac', (context) => {
    context.sampleFormat = av.AV_SAMPLE_FMT_FLTP;
    context.sampleRate = sampleRate;
    context.channelLayout = av.AV_CHANNEL_LAYOUT_MONO;
    context.timeBase = new av.Rational(1, sampleRate);
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
