// The published networks: every name and shape of the reference's state dict, its parameter counts, and what each
// recipe trains. Their numbers are compared with the reference by the golden checker.
import { readFileSync } from 'node:fs';
import { htsat } from '@dg-sct/encoder-htsat';
import { swinV2 } from '@dg-sct/encoder-swin-v2';
import { describe, expect, it } from 'vitest';
import { smallHtsat, smallSwin } from '../../dg-sct-attention/test/tiny-encoders.ts';
import { AvsNetwork } from './network.ts';
import type { AvsSetting } from './settings.ts';

/** A line of the list of all state-dict entries; `{i}` runs over the numbers of `i`. */
interface KeyLine {
  readonly name: string;
  readonly i?: string;
  readonly shape: readonly number[];
  readonly shape_ms3?: readonly number[];
  readonly s4: 'trained' | 'unused' | 'frozen' | 'buffer';
  readonly ms3?: 'trained' | 'unused' | 'frozen' | 'buffer';
}

const listed = JSON.parse(
  readFileSync(
    new URL('../../../tools/goldens/fixtures/task-avs/checkpoint_keys.json', import.meta.url),
    'utf8',
  ),
) as { readonly keys: readonly KeyLine[] };

const published = (setting: AvsSetting): AvsNetwork =>
  new AvsNetwork({
    setting,
    visual: swinV2('swinv2_large_window12_192_22k'),
    audio: htsat('audioset'),
  });

/** AVSBench's own backbone: built by the reference, never called, and no part of this network. */
const isForeign = (name: string): boolean => name.startsWith('encoder_backbone.');

/** `0-2,5` to 0, 1, 2, 5. */
const numbersOf = (ranges: string): number[] =>
  ranges.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });

function entriesOf(setting: AvsSetting): Map<string, { shape: readonly number[]; status: KeyLine['s4'] }> {
  const ofLine = (line: KeyLine) => {
    const shape = setting === 's4' ? line.shape : (line.shape_ms3 ?? line.shape);
    const status = setting === 's4' ? line.s4 : (line.ms3 ?? line.s4);
    const numbers = line.i === undefined ? [0] : numbersOf(line.i);
    return numbers.map((i) => [line.name.replaceAll('{i}', String(i)), { shape, status }] as const);
  };
  return new Map(listed.keys.flatMap(ofLine).filter(([name]) => !isForeign(name)));
}

describe.each([
  ['s4', 594_766_109, 365_993_560, 33_690_468, 60_562_392],
  ['ms3', 602_853_149, 342_755_457, 34_499_172, 63_797_208],
] as const)('%s as published', (setting, total, trained, audioLayers, visualLayers) => {
  const BACKBONE = 81_443_008;
  const network = published(setting);
  const parameters = [...network.namedParameters()].filter(([, { buffer }]) => !buffer);
  const size = (test: (name: string) => boolean): number =>
    parameters.reduce((sum, [name, { size: count }]) => sum + (test(name) ? count : 0), 0);

  it('has the published counts, but for the backbone that nothing calls', () => {
    expect(size(() => true)).toBe(total - BACKBONE);
    expect(size((name) => name.startsWith('swin.'))).toBe(228_772_549);
    expect(size((name) => name.startsWith('htsat.'))).toBe(31_325_143);
    expect(size((name) => name.startsWith('audio_adapter_blocks_p1.'))).toBe(audioLayers);
    expect(size((name) => name.startsWith('vis_adapter_blocks_p2.'))).toBe(visualLayers);
    const trainable = network.trainableParameters();
    expect(size((name) => trainable.has(name))).toBe(trained - BACKBONE);
  });

  it('has every name and shape of the reference', () => {
    const expected = entriesOf(setting);
    const actual = new Map([...network.namedParameters()].map(([name, { shape }]) => [name, shape]));
    expect([...actual.keys()].filter((name) => !expected.has(name))).toEqual([]);
    expect([...expected.keys()].filter((name) => !actual.has(name))).toEqual([]);
    const differing = [...expected].filter(([name, { shape }]) => `${actual.get(name)}` !== `${shape}`);
    expect(differing.map(([name]) => name)).toEqual([]);
  });

  it('knows which of the head are never reached', () => {
    const expected = entriesOf(setting);
    const names = [...network.head.namedParameters()].flatMap(([name, { buffer }]) => (buffer ? [] : [name]));
    for (const name of names) {
      expect([name, network.head.isUnused(name)]).toEqual([name, expected.get(name)?.status === 'unused']);
    }
  });
});

const small = { visual: smallSwin(), audio: smallHtsat(), head: { maskSize: 32 } };

it('takes encoders of fewer stages than the published ones', () => {
  const names = [...new AvsNetwork({ ...small, setting: 's4' }).head.namedParameters().keys()];
  expect(names.some((name) => name.startsWith('path2.'))).toBe(true);
  expect(names.some((name) => name.startsWith('path3.'))).toBe(false);
});

it.each([true, false])('trains the audio encoder on request: %s', (trainAudioEncoder) => {
  for (const setting of ['s4', 'ms3'] as const) {
    const trained = [
      ...new AvsNetwork({ ...small, setting, trainAudioEncoder }).trainableParameters().keys(),
    ];
    expect(trained.some((name) => name.startsWith('htsat.'))).toBe(trainAudioEncoder);
    expect(trained.some((name) => name.startsWith('swin.'))).toBe(false);
  }
});
