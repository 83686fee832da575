// Splits of AVSBench: clips of five frames, of which one or all have masks.
import { type AvsBenchSample, type AvsBenchSetting, readAvsBenchDataset } from '@dg-sct/datasets';
import type { AvsExtracted } from '../../prepare/material.ts';
import type { Absence, Example, ReadSplit } from '../data.ts';
import type { AvsConfig } from './config.ts';

export interface AvsExample extends Example {
  /** What sounds; of single sources only. */
  readonly category?: string;
}

export const readS4Split: ReadSplit<AvsConfig, AvsExample> = (dir, split) => readSetting('s4', dir, split);
export const readMs3Split: ReadSplit<AvsConfig, AvsExample> = (dir, split) => readSetting('ms3', dir, split);

/** Neither the network nor its loss knows of categories, so there are no classes. */
function readSetting(setting: AvsBenchSetting, dir: string, split: AvsBenchSample['split']) {
  const { samples } = readAvsBenchDataset(dir, { setting, split });
  return { classes: [], examples: samples.map(exampleOf) };
}

function exampleOf(sample: AvsBenchSample): AvsExample {
  const { id, category } = sample;
  return {
    name: id,
    clip: { key: id, ids: [id], material: materialOf(sample) },
    ...(category === undefined ? {} : { category }),
  };
}

function materialOf({ id, frames, masks, wave, missing }: AvsBenchSample): AvsExtracted | Absence {
  const [first] = missing;
  if (first === undefined) return { kind: 'avsbench', frames, masks, wave };
  const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more of its files`;
  return { kind: 'absent', reason: `clip "${id}" is incomplete: there is no ${first}${others}` };
}
