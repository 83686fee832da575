// Names, values and freezing of a tree of modules.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { values, zeros } from './init.ts';
import { Linear } from './layers/linear.ts';
import { Module } from './module.ts';

beforeAll(() => tf.setBackend('cpu'));

class Leaf extends Module {
  readonly gate = this.parameter('gate', [], { init: zeros });
  readonly counter = this.buffer('counter', [2], { init: values(Int32Array.of(7, 8)), dtype: 'int32' });
}

class Tree extends Module {
  readonly token = this.parameter('token', [1, 3], { init: zeros });
  readonly layers = this.childList('layers', [new Linear(3, 2), new Linear(2, 4, { bias: false })]);
  readonly leaf = this.child('leaf', new Leaf());
}

test('state-dict names: own arrays first, then children, lists by index', () => {
  const shapes = [...new Tree().namedParameters('net.')].map(([name, { shape }]) => [name, shape]);
  expect(shapes).toEqual([
    ['net.token', [1, 3]],
    ['net.layers.0.weight', [2, 3]],
    ['net.layers.0.bias', [2]],
    ['net.layers.1.weight', [4, 2]],
    ['net.leaf.gate', []],
    ['net.leaf.counter', [2]],
  ]);
});

test('modules by state-dict name, each before those inside of it', () => {
  const tree = new Tree();
  const modules = new Tree().namedModules('net');
  expect([...modules.keys()]).toEqual(['net', 'net.layers.0', 'net.layers.1', 'net.leaf']);
  expect([...tree.namedModules()]).toEqual([
    ['', tree],
    ['layers.0', tree.layers[0]],
    ['layers.1', tree.layers[1]],
    ['leaf', tree.leaf],
  ]);
});

test('a name cannot be taken twice', () => {
  class Twice extends Module {
    readonly first = this.parameter('x', [1], { init: zeros });
    readonly second = this.child('x', new Linear(1, 1));
  }
  expect(() => new Twice()).toThrow(/Twice registers the name "x" twice/);
});

test('a merged module stands beside the own names, and takes none of them', () => {
  class Family extends Module {
    readonly own = this.child('own', new Linear(1, 1));
    readonly leaf = this.merge(new Leaf());
  }
  const family = new Family().initialize(0);
  expect([...family.namedParameters('net.').keys()]).toEqual([
    'net.own.weight',
    'net.own.bias',
    'net.gate',
    'net.counter',
  ]);
  expect([...family.namedModules('net').keys()]).toEqual(['net', 'net.own']);
  family.dispose();
  expect(family.leaf.gate.initialized).toBe(false);
  class Quarrel extends Module {
    readonly gate = this.parameter('gate', [1], { init: zeros });
    readonly leaf = this.merge(new Leaf());
  }
  expect(() => new Quarrel().namedParameters()).toThrow(/Quarrel registers the name "gate" twice/);
});

test('initial values depend on seed and name alone', async () => {
  const read = (module: Module, name: string) => module.namedParameters().get(name)?.read();
  const [a, b] = [new Tree().initialize(4), new Tree().initialize(4)];
  expect(await read(a, 'layers.0.weight')).toEqual(await read(b, 'layers.0.weight'));
  expect(await read(a, 'layers.0.weight')).not.toEqual(
    await read(new Tree().initialize(5), 'layers.0.weight'),
  );
  class Alone extends Module {
    readonly layers = this.childList('layers', [new Linear(3, 2)]);
  }
  expect(await read(new Alone().initialize(4), 'layers.0.weight')).toEqual(await read(a, 'layers.0.weight'));
});

test('initialize keeps values that are already there', async () => {
  const module = new Linear(2, 1);
  module.weight.set(Float32Array.of(5, 6));
  module.initialize(0);
  expect(await module.weight.read()).toEqual(Float32Array.of(5, 6));
  expect(module.bias?.initialized).toBe(true);
});

test('freezing by name, and buffers never train', () => {
  const tree = new Tree().initialize(0);
  tree.setTrainable(false).setTrainable(true, (name) => name.startsWith('leaf.'));
  expect([...tree.trainableParameters().keys()]).toEqual(['leaf.gate']);
  expect(tree.leaf.gate.value.trainable).toBe(true);
  expect(tree.token.value.trainable).toBe(false);
});

test('a missing value is named by its whole path', () => {
  const tree = new Tree();
  tree.namedParameters('net.');
  expect(() => tree.layers[1]?.weight.value).toThrow(/net\.layers\.1\.weight has no value yet/);
});

test('a value of the wrong length is refused with both sizes', () => {
  const { weight } = new Linear(2, 3);
  expect(() => weight.set(new Float32Array(5))).toThrow(/shape \[3,2\] \(6 values\) but was given 5 values/);
});

test('dispose frees all values and reaches every child', () => {
  const before = tf.memory().numTensors;
  let freed = 0;
  class Holder extends Module {
    override dispose(): void {
      super.dispose();
      freed += 1;
    }
  }
  class Root extends Module {
    readonly tree = this.child('tree', new Tree());
    readonly holders = this.childList('holders', [new Holder(), new Holder()]);
  }
  const root = new Root().initialize(0);
  root.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(freed).toBe(2);
  expect(root.tree.token.initialized).toBe(false);
});
