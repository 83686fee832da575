// The public surface of @dg-sct/datasets.
export { type AveDataset, type AveSample, type AveSplit, readAveDataset } from './ave.ts';
export {
  AVE_WAVE_RATE,
  type AveAbsence,
  type AveMaterial,
  listAveFrames,
  readAveWave,
} from './ave-material.ts';
export { AVE_SECONDS, type AveRow, readAveRows } from './ave-rows.ts';
export {
  AVSBENCH_FRAMES,
  AVSBENCH_SECOND_SAMPLES,
  type AvsBenchDataset,
  type AvsBenchOptions,
  type AvsBenchSample,
  type AvsBenchSetting,
  AvsBenchSounds,
  readAvsBenchDataset,
} from './avsbench.ts';
export { type AvsBenchRow, type AvsBenchSplit, readAvsBenchRows } from './avsbench-rows.ts';
export { type BatchRequest, type CacheBatch, openCache, PreparedCache } from './cache.ts';
export type { CacheEntry, Json } from './cache-index.ts';
export { type CacheDescription, CacheWriter } from './cache-writer.ts';
export { DatasetError, type DatasetErrorCode } from './errors.ts';
export { readHdf5 } from './hdf5.ts';
export {
  LLP_SEGMENT_SAMPLES,
  type LlpDataset,
  type LlpSample,
  type LlpSplit,
  readLlpDataset,
  readLlpMotion,
  readLlpWave,
} from './llp.ts';
export {
  LLP_CLASSES,
  LLP_SECONDS,
  type LlpClip,
  type LlpEvent,
  readLlpClips,
  readLlpEvents,
} from './llp-rows.ts';
export {
  MUSIC_AVQA_SEGMENT_SAMPLES,
  MUSIC_AVQA_SEGMENTS,
  type MusicAvqaDataset,
  type MusicAvqaOptions,
  type MusicAvqaSample,
  type MusicAvqaSplit,
  type MusicAvqaVideo,
  readMusicAvqaDataset,
  readMusicAvqaWave,
} from './music-avqa.ts';
export { type MusicAvqaRow, readMusicAvqaRows } from './music-avqa-rows.ts';
export {
  drawNegativeFrames,
  type NegativeFrame,
  type NegativeRequest,
  PUBLISHED_REFUSED_SPAN,
} from './negative-frames.ts';
export { type NpyArray, readNpy } from './npy.ts';
export { NpyDictionary } from './npy-dictionary.ts';
export { writeNpyDictionary } from './npy-dictionary-write.ts';
export { writeNpy } from './npy-write.ts';
export { loopSegment } from './waves.ts';
