// The public surface of @dg-sct/media.
export { MediaError, type MediaErrorCode } from './errors.ts';
export {
  type AudioRequest,
  type FrameRequest,
  type Frames,
  type MediaInfo,
  type MediaReader,
  type MediaReaderName,
  openMediaReader,
  type TimeWindow,
} from './reader.ts';
export { spreadIndices } from './spread.ts';
export { type VideoClip, writeVideo } from './write-video.ts';
