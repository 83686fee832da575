// A plan in words.
import type { PlannedMemory } from '@dg-sct/training';
import { expect, it } from 'vitest';
import { loadConfig } from './config/load.ts';
import { memoryLine, parameterLines, whatToChange } from './dry-run.ts';

const GB = 1e9;
const memory: PlannedMemory = {
  process: 0.5 * GB,
  variables: GB,
  constants: 2 * GB,
  training: 20 * GB,
  evaluation: 5 * GB,
  lastBatch: 0,
  margin: 11.4 * GB,
  total: 39.9 * GB,
  available: 24 * GB,
  fits: false,
  instead: { batchSize: 4, accumulation: 2 },
};

it('parameters stand in a table with their sum', () => {
  const parameters = [
    { module: 'swin', count: 1234567, trainable: 0 },
    { module: 'head', count: 89, trainable: 89 },
  ];
  expect(parameterLines({ parameters }).map((line) => line.replaceAll('\u202f', ','))).toEqual([
    'module      numbers  trainable',
    'swin      1,234,567          0',
    'head             89         89',
    'together  1,234,656         89',
  ]);
});

it('memory is told in parts', () => {
  expect(memoryLine(memory)).toBe(
    'memory: about 39.9 GB of 24.0 GB (the program 0.5 GB, weights and moments 3.0 GB, a training batch 20.0 GB, evaluation 5.0 GB, margin 11.4 GB)',
  );
  expect(memoryLine({ ...memory, lastBatch: GB })).toContain(', the smaller last batch 1.0 GB, ');
});

it('a run that does not fit is told settings that do', () => {
  const mean = loadConfig('ave', []);
  expect(whatToChange(memory, mean)).toBe(
    'the run needs about 39.9 GB and this machine has 24.0 GB; use --set training.batchSize=4 --set training.accumulation=2, which has as many clips to a step',
  );
  const published = loadConfig('ave-paper', []);
  expect(whatToChange(memory, published)).toContain('--set training.accumulationMode=mean');
  const { instead: _, ...none } = memory;
  expect(whatToChange(none, mean)).toMatch(/a batch of a single clip needs more, too; use smaller encoders/);
});
