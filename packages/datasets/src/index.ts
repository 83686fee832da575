// The public surface of @dg-sct/datasets.
export { type AveDataset, type AveSample, type AveSplit, readAveDataset } from './ave.ts';
export { AVE_SECONDS, type AveRow, readAveRows } from './ave-rows.ts';
export { type BatchRequest, type CacheBatch, openCache, PreparedCache } from './cache.ts';
export type { CacheEntry, Json } from './cache-index.ts';
export { type CacheDescription, CacheWriter } from './cache-writer.ts';
export { DatasetError, type DatasetErrorCode } from './errors.ts';
export { readHdf5 } from './hdf5.ts';
