// The public surface of @dg-sct/media.
export { type MediaReport, type MissingPart, probeMedia } from './doctor.ts';
export { MediaError, type MediaErrorCode } from './errors.ts';
export { encodeJpeg, encodePng, readImage, readMask, requireImages, writeJpeg, writePng } from './images.ts';
export { type IsolatedReader, openIsolatedReader } from './isolated-reader.ts';
export { openMediaReader } from './open.ts';
export { IMAGENET_MEAN, IMAGENET_STD, type PreprocessOptions, preprocessFrames } from './preprocess.ts';
export type {
  AudioRequest,
  FrameRequest,
  FrameSpread,
  Frames,
  MediaInfo,
  MediaReader,
  MediaReaderName,
  TimeWindow,
} from './reader.ts';
export { resizeBicubicPil } from './resize-pil.ts';
export { type Picture, resizeBicubicTorch } from './resize-torch.ts';
export { middleIndices, spreadIndices } from './spread.ts';
export type { VideoClip, VideoFormat } from './video-clip.ts';
export { openVideoWriter, type VideoWriter } from './video-writer.ts';
export { writeWav } from './wav.ts';
export { writeVideo } from './write-video.ts';
