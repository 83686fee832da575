// Filling a real module of @dg-sct/nn.
import { BatchNorm, Linear, Module } from '@dg-sct/nn';
import { describe, expect, it } from 'vitest';
import { fill } from './fill.ts';
import { fillModule } from './fill-module.ts';

class Sample extends Module {
  readonly norm = this.child('norm', new BatchNorm(3));
  readonly head = this.child('head', new Linear(3, 2));
  readonly mask = this.buffer('attn_mask', [2], { init: () => Float32Array.of(0, -100) });
  readonly table = this.buffer('table', [1], { init: () => Float32Array.of(9) });
}

const read = async (module: Module, name: string) => module.namedParameters().get(name)?.read();

describe('fillModule', () => {
  it('fills floats by prefix and name, leaves computed, integer and kept ones to the module', async () => {
    const module = fillModule(new Sample(), 'net.', { keep: (name) => name === 'table' });
    expect(await read(module, 'head.weight')).toEqual(fill('net.head.weight', [2, 3]));
    expect(await read(module, 'norm.running_var')).toEqual(fill('net.norm.running_var', [3]));
    expect(await read(module, 'norm.num_batches_tracked')).toEqual(Int32Array.of(0));
    expect(await read(module, 'attn_mask')).toEqual(Float32Array.of(0, -100));
    expect(await read(module, 'table')).toEqual(Float32Array.of(9));
    module.dispose();
  });

  it('applies overrides and refuses those that name nothing', async () => {
    const module = fillModule(new Sample(), '', { overrides: { 'head.bias': (value) => 4 + value } });
    expect(await read(module, 'head.bias')).toEqual(fill('head.bias', [2]).map((value) => 4 + value));
    expect(() => fillModule(module, '', { overrides: { 'head.scale': Number } })).toThrow(/head\.scale/);
    module.dispose();
  });
});
