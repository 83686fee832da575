// The public surface of @dg-sct/media.
export { MediaError, type MediaErrorCode } from './errors.ts';
export { type VideoClip, writeVideo } from './write-video.ts';
