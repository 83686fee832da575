// The published backbones: state-dict names, shapes and totals. Nothing is
// initialised, so the full sizes cost nothing.
import type { Module } from '@dg-sct/nn';
import { describe, expect, it } from 'vitest';
import type { HtsatConfig } from './config.ts';
import { HTSAT_VARIANTS, type HtsatVariant, htsat } from './variants.ts';

/** Values of all parameters (buffers aside) whose name passes. */
function total(module: Module, test: (name: string) => boolean = () => true): number {
  return [...module.namedParameters()]
    .filter(([name, { buffer }]) => !buffer && test(name))
    .reduce((sum, [, { size }]) => sum + size, 0);
}

describe('htsat', () => {
  it.each([
    ['audioset', 31_325_143, 527],
    ['esc-50', 28_850_944, 50],
    ['scv2', 28_780_519, 35],
  ] as const)('%s has %i parameters under 200 names', (name, parameters, classes) => {
    const model = htsat(name);
    console.log(`${name}: ${total(model)} parameters, ${model.namedParameters().size} entries`);
    expect(model.namedParameters().size).toBe(200);
    expect(total(model)).toBe(parameters);
    expect(model.namedParameters().get('tscam_conv.weight')?.shape).toEqual([classes, 768, 2, 3]);
  });

  it('splits the total as published', () => {
    const model = htsat('audioset');
    expect(total(model, (name) => name.startsWith('spectrogram_extractor'))).toBe(1_050_624);
    expect(total(model, (name) => name.startsWith('patch_embed'))).toBe(1_824);
    expect(total(model, (name) => name.startsWith('layers'))).toBe(27_531_000);
    expect(total(model, (name) => /^(norm|tscam_conv|head)\./.test(name))).toBe(2_708_735);
  });

  it('names and shapes every kind of entry as the checkpoints do', () => {
    const shapes = new Map(
      [...htsat('audioset').namedParameters()].map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
    );
    const expected: Record<string, readonly number[]> = {
      'spectrogram_extractor.stft.conv_real.weight': [513, 1, 1024],
      'spectrogram_extractor.stft.conv_imag.weight': [513, 1, 1024],
      'logmel_extractor.melW': [513, 64],
      'bn0.running_var': [64],
      'patch_embed.proj.weight': [96, 1, 4, 4],
      'patch_embed.norm.bias': [96],
      'layers.0.blocks.1.attn_mask': [64, 64, 64],
      'layers.1.blocks.1.attn_mask': [16, 64, 64],
      'layers.2.blocks.5.attn_mask': [4, 64, 64],
      'layers.3.blocks.1.attn.relative_position_bias_table': [225, 32],
      'layers.2.blocks.0.attn.qkv.weight': [1152, 384],
      'layers.2.blocks.0.attn.qkv.bias': [1152],
      'layers.2.blocks.0.attn.proj.weight': [384, 384],
      'layers.1.blocks.0.mlp.fc1.weight': [768, 192],
      'layers.1.blocks.0.mlp.fc2.weight': [192, 768],
      'layers.2.downsample.norm.weight': [1536],
      'layers.2.downsample.reduction.weight': [768, 1536],
      'norm.weight': [768],
      'tscam_conv.bias': [527],
      'head.weight': [527, 527],
    };
    for (const [name, shape] of Object.entries(expected))
      expect(shapes.get(name)?.shape, name).toEqual(shape);
    expect(shapes.get('bn0.num_batches_tracked')).toEqual({ shape: [], dtype: 'int32' });
    expect(shapes.get('layers.3.blocks.0.attn.relative_position_index')).toEqual({
      shape: [64, 64],
      dtype: 'int32',
    });
    const masks = [...shapes.keys()].filter((name) => name.endsWith('attn_mask'));
    expect(masks).toHaveLength(5);
  });

  it('offers its stages as DG-SCT walks them', () => {
    const model = htsat('audioset');
    expect(model.width).toBe(768);
    expect(
      model.stages.map(({ dim, tokens, blocks, downsample }) => [
        dim,
        tokens,
        blocks.length,
        downsample !== undefined,
      ]),
    ).toEqual([
      [96, 4096, 2, true],
      [192, 1024, 2, true],
      [384, 256, 6, true],
      [768, 64, 2, false],
    ]);
  });

  it('leaves Fourier kernels, mel filters and the unused layer frozen until asked', () => {
    const model = htsat('esc-50');
    const frozen = [...model.namedParameters()]
      .filter(([, p]) => !p.buffer && !p.trainable)
      .map(([name]) => name);
    expect(frozen).toEqual([
      'spectrogram_extractor.stft.conv_real.weight',
      'spectrogram_extractor.stft.conv_imag.weight',
      'logmel_extractor.melW',
      'head.weight',
      'head.bias',
    ]);
    model.setTrainable(true, (name) => name.includes('stft'));
    expect(model.trainableParameters().has('spectrogram_extractor.stft.conv_real.weight')).toBe(true);
  });

  it.each<[Partial<HtsatConfig>, RegExp]>([
    [{ heads: [4, 8] }, /depths and heads .* depths \[2,2,6,2\], heads \[4,8\]/],
    [{ heads: [5, 8, 16, 32] }, /channels must be divisible by heads; given stage 0, dim 96, heads 5/],
    [{ windowSize: 7 }, /the token grid must divide into windows; given stage 0/],
    [{ melBins: 300 }, /300 mel bins/],
    [{ fftSize: 1000 }, /fftSize is 1000/],
  ])('refuses %j', (change, message) => {
    const build = () => htsat({ ...HTSAT_VARIANTS.audioset, ...change });
    expect(build).toThrow(message);
    expect(build).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }));
  });

  it('names the backbones there are', () => {
    expect(() => htsat('audio-set' as HtsatVariant)).toThrow(
      'there is no HTS-AT called "audio-set"; choose one of audioset, esc-50, scv2',
    );
  });
});
