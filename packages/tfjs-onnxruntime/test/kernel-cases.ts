// One or more calls for every kernel of the op table, with inputs away from kinks: what the
// comparisons with tfjs's CPU backend and with finite differences run over.
import * as tf from '@tensorflow/tfjs';
import { after, gelu, layerNorm, randomUniform } from '../src/index.ts';
import { runOwnKernel } from '../src/ops/kernels.ts';

type Inputs = readonly {
  readonly data: readonly number[];
  readonly shape: readonly number[];
  readonly dtype?: tf.DataType;
}[];
type Body = (...inputs: tf.Tensor[]) => tf.Tensor;

export interface Case {
  readonly name: string;
  readonly inputs: Inputs;
  readonly body: Body;
  /**
   * With what to compare gradients of the float inputs: `tfjs` alone where its formula is not the derivative,
   * `differences` alone where its CPU backend is wrong.
   */
  readonly gradient: boolean | 'tfjs' | 'differences';
}

export function numbers(count: number, seed: number, low: number, high: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => low + (high - low) * Math.abs((Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43758.5453) % 1),
  );
}

function floats(shape: readonly number[], seed: number, low = -1.7, high = 2.3): Inputs[number] {
  return {
    data: numbers(
      shape.reduce((a, b) => a * b, 1),
      seed,
      low,
      high,
    ),
    shape,
  };
}

function integers(data: readonly number[], shape: readonly number[] = [data.length]): Inputs[number] {
  return { data, shape, dtype: 'int32' };
}

const bools = (data: readonly number[]): Inputs[number] => ({ data, shape: [data.length], dtype: 'bool' });

const x23 = floats([2, 3], 1);
export const cases: Case[] = [];

export function tensorsOf({ inputs }: Case): tf.Tensor[] {
  return inputs.map(({ data, shape, dtype }) => tf.tensor([...data], [...shape], dtype ?? 'float32'));
}

/** The sum of all elements of a value, each with a weight of its own. */
export function weightedSum(value: tf.Tensor): tf.Scalar {
  return value.mul(tf.tensor(numbers(value.size, 77, -1, 1), value.shape)).sum();
}

const add = (name: string, inputs: Inputs, body: Body, gradient: Case['gradient'] = true): void => {
  cases.push({ name, inputs, body, gradient });
};

const unary: Record<string, [Body, number, number]> = {
  abs: [tf.abs, -2, 2],
  acos: [tf.acos, -0.9, 0.9],
  acosh: [tf.acosh, 1.2, 3],
  asin: [tf.asin, -0.9, 0.9],
  asinh: [tf.asinh, -2, 2],
  atan: [tf.atan, -2, 2],
  atanh: [tf.atanh, -0.9, 0.9],
  ceil: [tf.ceil, -2, 2],
  cos: [tf.cos, -2, 2],
  cosh: [tf.cosh, -2, 2],
  elu: [tf.elu, -2, 2],
  erf: [tf.erf, -2, 2],
  exp: [tf.exp, -2, 2],
  expm1: [tf.expm1, -2, 2],
  floor: [tf.floor, -2, 2],
  leakyRelu: [(x) => tf.leakyRelu(x as tf.Tensor, 0.1), -2, 2],
  log: [tf.log, 0.1, 3],
  log1p: [tf.log1p, -0.5, 3],
  neg: [tf.neg, -2, 2],
  reciprocal: [tf.reciprocal, 0.3, 2],
  relu: [tf.relu, -2, 2],
  relu6: [tf.relu6, -2, 9],
  round: [tf.round, -2, 2],
  rsqrt: [tf.rsqrt, 0.2, 3],
  sigmoid: [tf.sigmoid, -3, 3],
  sign: [tf.sign, -2, 2],
  sin: [tf.sin, -2, 2],
  sinh: [tf.sinh, -2, 2],
  softplus: [tf.softplus, -3, 3],
  sqrt: [tf.sqrt, 0.2, 3],
  square: [tf.square, -2, 2],
  step: [(x) => tf.step(x as tf.Tensor, 0.25), -2, 2],
  tan: [tf.tan, -1, 1],
  tanh: [tf.tanh, -2, 2],
  clip: [(x) => tf.clipByValue(x as tf.Tensor, -0.5, 0.75), -2, 2],
  onesLike: [tf.onesLike, -1, 1],
  zerosLike: [tf.zerosLike, -1, 1],
  clone: [tf.clone, -1, 1],
  gelu: [(x) => gelu(x as tf.Tensor), -3, 3],
};
for (const [name, [body, low, high]] of Object.entries(unary))
  add(name, [floats([3, 4], 3, low, high)], body);

const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  mod: tf.mod,
  floorDiv: tf.floorDiv,
};
const pairs: [readonly number[], readonly number[]][] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [4, 1, 3],
    [2, 1],
  ],
  [[], [2, 2]],
];
// tfjs's own gradients of these three do not sum over broadcast axes.
const SAME_SHAPE_ONLY = ['maximum', 'minimum', 'squaredDifference'];
function differentiable(name: string, a: readonly number[], b: readonly number[]): boolean {
  if (SAME_SHAPE_ONLY.includes(name)) return a.join() === b.join();
  return name !== 'floorDiv';
}
for (const [name, body] of Object.entries(binary)) {
  for (const [a, b] of pairs)
    add(
      `${name} [${a}] [${b}]`,
      [floats(a, 5), floats(b, 6, 0.4, 2)],
      body as Body,
      differentiable(name, a, b),
    );
}
add('pow', [floats([2, 3], 1, 0.3, 2), floats([3], 2)], tf.pow as Body);
add('prelu', [x23, floats([3], 2, 0.1, 0.4)], tf.prelu as Body);
add('mod int32', [integers([-7, 7, -8, 9]), integers([3, -3, 3, 4])], tf.mod as Body, false);
for (const compare of [tf.equal, tf.notEqual, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual]) {
  add(compare.name, [integers([1, 2, 3, 3]), integers([1, 3, 2, 3])], compare as Body, false);
}
for (const logic of [tf.logicalAnd, tf.logicalOr])
  add(logic.name, [bools([0, 0, 1, 1]), bools([0, 1, 0, 1])], logic as Body, false);
add('logicalNot', [bools([0, 1])], tf.logicalNot as Body, false);
add('isNaN', [{ data: [1, Number.NaN, 3], shape: [3] }], tf.isNaN as Body, false);
add('addN', [x23, floats([2, 3], 2), floats([2, 3], 3)], (...parts) => tf.addN(parts));
add('where', [x23, floats([2, 3], 2)], (a, b) =>
  tf.where(tf.tensor([1, 0, 1, 1, 0, 0], [2, 3], 'bool'), a, b),
);
add('cast to int32', [floats([5], 1)], (x) => tf.cast(x, 'int32'), false);
add('cast to bool and back', [integers([0, 3, -2])], (x) => tf.cast(tf.cast(x, 'bool'), 'float32'), false);

const reductions: Record<string, (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor> = {
  sum: tf.sum,
  mean: tf.mean,
  max: tf.max,
  min: tf.min,
};
for (const [name, body] of Object.entries(reductions)) {
  add(`${name} all`, [x23], (x) => body(x));
  add(`${name} axis -1`, [floats([2, 3, 4], 7)], (x) => body(x, -1));
  add(`${name} axes 0,2 kept`, [floats([2, 3, 4], 8)], (x) => body(x, [0, 2], true));
}
add('sum of bool', [bools([1, 0, 1])], (x) => tf.sum(x), false);
for (const logic of [tf.all, tf.any]) add(logic.name, [bools([1, 0, 1])], (x) => logic(x), false);
for (const which of [tf.argMax, tf.argMin]) add(which.name, [floats([3, 4], 2)], (x) => which(x, 1), false);
add('softmax', [floats([2, 3, 4], 4)], (x) => tf.softmax(x));
add('logSoftmax', [floats([3, 4], 4)], (x) => tf.logSoftmax(x));
add('layerNorm', [floats([2, 3, 4], 4), floats([4], 5), floats([4], 6)], (x, g, b) =>
  layerNorm(x as tf.Tensor, g as tf.Tensor, b as tf.Tensor),
);
add('cumsum', [floats([3, 4], 4)], (x) => tf.cumsum(x, 1, true, true));

const x345 = floats([3, 4, 5], 9);
add('reshape', [x345], (x) => tf.reshape(x, [5, -1]));
add('expandDims', [x23], (x) => tf.expandDims(x, 1));
add('transpose', [x345], (x) => tf.transpose(x, [2, 0, 1]));
add('transpose that moves nothing', [floats([3, 1, 5], 2)], (x) => tf.transpose(x, [1, 0, 2]));
add('concat', [x23, floats([2, 2], 3)], (a, b) => tf.concat([a, b], 1));
add('stack', [x23, floats([2, 3], 3)], (a, b) => tf.stack([a, b], 1));
add('unstack', [x345], (x) => tf.addN(tf.unstack(x, 1)));
add('slice', [x345], (x) => tf.slice(x, [1, 0, 2], [2, -1, 2]));
add('stridedSlice', [x345], (x) => tf.stridedSlice(x, [2, 0, 0], [0, 4, 5], [-1, 2, 1]), false);
add('split', [x345], (x) => tf.addN(tf.split(x, 2, 1)));
add('split uneven', [x345], (x) => tf.split(x, [1, 4], 2)[1] as tf.Tensor);
add('pad', [x23], (x) =>
  tf.pad(
    x,
    [
      [1, 0],
      [2, 1],
    ],
    0.5,
  ),
);
add(
  'mirrorPad',
  [x23],
  (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      'reflect',
    ),
  false,
);
add('tile', [x23], (x) => tf.tile(x, [2, 3]));
add('broadcastTo', [floats([2, 1], 3)], (x) => tf.broadcastTo(x, [2, 4]));
add('reverse', [x345], (x) => tf.reverse(x, [0, -1]));
add('gather', [x345, integers([2, 0, 2])], (x, i) => tf.gather(x, i as tf.Tensor1D, 0));
add(
  'gather axis 1',
  [x345, integers([3, 0, 3, 1], [2, 2])],
  (x, i) => tf.gather(x, i as tf.Tensor1D, 1),
  false,
);
add('segment sum', [x345, integers([1, 0, 1])], (x, i) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 3));
add('oneHot', [integers([0, 2, -1])], (x) => tf.oneHot(x, 3), false);
add('fill', [x23], (x) => tf.add(x, tf.fill([2, 3], 4)));
add(
  'range kernel',
  [],
  () => tf.engine().runKernel('Range', {}, { start: 1, stop: 4, step: 1, dtype: 'int32' }) as tf.Tensor,
  false,
);
for (const [ta, tb] of [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const) {
  const a = floats(ta ? [2, 4, 3] : [2, 3, 4], 1);
  const b = floats(tb ? [2, 5, 4] : [2, 4, 5], 2);
  add(`matMul ${ta} ${tb}`, [a, b], (x, y) => tf.matMul(x, y, ta, tb));
}
add(
  'randomUniform',
  [integers([41], [])],
  (counter) => randomUniform([3, 5], counter as tf.Tensor, 0xdeadbeef),
  false,
);

add(
  'after',
  [floats([2, 3], 42), floats([4], 43)],
  (x, other) => after(x as tf.Tensor, [(other as tf.Tensor).exp()]),
  false,
);

/** A kernel that tfjs's CPU backend does not have, beside an operation that computes the same. */
function rare(
  name: string,
  inputs: Record<string, tf.Tensor>,
  otherwise: () => tf.Tensor,
  attributes: Record<string, unknown> = {},
): tf.Tensor {
  return runOwnKernel(name, inputs, attributes, () => [otherwise()])[0] as tf.Tensor;
}

add('bitwiseAnd', [integers([12, 10, 7]), integers([10, 6, 1])], tf.bitwiseAnd as Body, false);
add('atan2', [floats([3, 4], 1), floats([3, 4], 2)], tf.atan2 as Body);
add(
  'isInf, isFinite',
  [{ data: [1, Number.POSITIVE_INFINITY, Number.NaN], shape: [3] }],
  (x) => tf.stack([tf.isInf(x), tf.isFinite(x)]),
  false,
);
add('logicalXor', [bools([0, 0, 1, 1]), bools([0, 1, 0, 1])], tf.logicalXor as Body, false);
add(
  'logicalXor kernel',
  [bools([0, 0, 1, 1]), bools([0, 1, 0, 1])],
  (a, b) => rare('LogicalXor', { a, b }, () => tf.logicalXor(a, b)),
  false,
);
add('selu', [floats([3, 4], 3)], tf.selu as Body);
add('prod', [floats([2, 3, 2], 3, 0.5, 1.5)], (x) => tf.prod(x, [0, 2]));
add('cumprod', [floats([2, 5], 3)], (x) => tf.stack([tf.cumprod(x, 1), tf.cumprod(x, 1, true, true)]), false);
add(
  'topk',
  [floats([3, 5], 3)],
  (x) => {
    const { values, indices } = tf.topk(x, 3);
    return tf.concat([values, tf.cast(indices, 'float32')], 1);
  },
  false,
);
add('logSoftmax kernel', [floats([3, 4], 4)], (logits) =>
  rare('LogSoftmax', { logits }, () => tf.logSoftmax(logits), { axis: -1 }),
);
add('linspace', [x23], (x) => tf.add(x, tf.linspace(-1, 1, 3)));
add('broadcast kernel', [floats([2, 1], 3)], (x) =>
  rare('BroadcastTo', { x }, () => tf.broadcastTo(x, [2, 4]), { inputShape: [2, 1], shape: [2, 4] }),
);
add('broadcastArgs', [integers([2, 1]), integers([1, 3])], tf.broadcastArgs as Body, false);
add(
  'mirrorPad symmetric',
  [x23],
  (x) =>
    tf.mirrorPad(
      x,
      [
        [2, 1],
        [1, 3],
      ],
      'symmetric',
    ),
  false,
);
add('gather of batches', [floats([2, 3, 4], 1), integers([2, 0, 1, 1], [2, 2])], (x, i) =>
  tf.gather(x, i as tf.Tensor1D, 1, 1),
);

const image = floats([2, 5, 6, 2], 11);
// tfjs's CPU backend is wrong about some kernels on images after the first.
const single = floats([1, 5, 6, 2], 11);
for (const [stride, pad, dilation] of [
  [1, 'same', 1],
  [2, 'valid', 1],
  [2, 'same', 1],
  [
    [1, 2],
    [
      [0, 0],
      [1, 2],
      [0, 1],
      [0, 0],
    ],
    1,
  ],
] as const) {
  const strides = stride as number;
  const padding = pad as 'same';
  const name = `stride ${stride} pad ${pad} dilation ${dilation}`;
  add(`conv2d ${name}`, [image, floats([3, 2, 2, 3], 2)], (x, f) =>
    tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, strides, padding, 'NHWC', dilation),
  );
  add(`depthwiseConv2d ${name}`, [image, floats([3, 2, 2, 2], 2)], (x, f) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, strides, padding),
  );
  add(`maxPool ${name}`, [image], (x) => tf.maxPool(x as tf.Tensor4D, [3, 2], strides, padding));
  add(
    `avgPool ${name}`,
    [image],
    (x) => tf.avgPool(x as tf.Tensor4D, [3, 2], strides, padding),
    pad === 'valid' ? true : 'tfjs',
  );
}
add(
  'conv2d dilated',
  [image, floats([3, 2, 2, 3], 2)],
  (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same', 'NHWC', 2),
  false,
);
add('conv2dTranspose', [floats([2, 3, 3, 3], 5), floats([3, 2, 2, 3], 2)], (x, f) =>
  tf.conv2dTranspose(x as tf.Tensor4D, f as tf.Tensor4D, [2, 6, 5, 2], 2, 'same'),
);
const volume = floats([1, 4, 5, 4, 2], 12);
for (const [stride, pad] of [
  [1, 'same'],
  [2, 'valid'],
] as const) {
  add(`conv3d ${stride} ${pad}`, [volume, floats([2, 3, 2, 2, 3], 2)], (x, f) =>
    tf.conv3d(x as tf.Tensor5D, f as tf.Tensor5D, stride, pad),
  );
  add(`maxPool3d ${stride} ${pad}`, [volume], (x) => tf.maxPool3d(x as tf.Tensor5D, 2, stride, pad));
  add(
    `avgPool3d ${stride} ${pad}`,
    [volume],
    (x) => tf.avgPool3d(x as tf.Tensor5D, 2, stride, pad),
    pad === 'valid' ? true : 'tfjs',
  );
}
add(
  'maxPoolWithArgmax',
  [image],
  (x) => {
    const { result, indexes } = tf.maxPoolWithArgmax(x as tf.Tensor4D, [2, 3], 2, 'same', true);
    return tf.stack([result as tf.Tensor, tf.cast(indexes as tf.Tensor, 'float32')]);
  },
  false,
);
for (const activation of ['relu', 'sigmoid', 'elu', 'relu6', 'linear'] as const) {
  const differentiable = activation === 'relu' || activation === 'linear';
  add(
    `fused conv2d ${activation}`,
    [image, floats([3, 2, 2, 3], 2), floats([3], 3)],
    (x, filter, bias) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        bias,
        activation,
      }),
    differentiable,
  );
  add(
    `fused matMul ${activation}`,
    [floats([3, 4], 1), floats([4, 5], 2), floats([5], 3)],
    (a, b, bias) => tf.fused.matMul({ a, b, bias, activation }),
    differentiable,
  );
}
add('fused depthwiseConv2d', [image, floats([3, 2, 2, 2], 2), floats([4], 3)], (x, filter, bias) =>
  tf.fused.depthwiseConv2d({
    x: x as tf.Tensor4D,
    filter: filter as tf.Tensor4D,
    strides: 1,
    pad: 'same',
    bias,
    activation: 'relu',
  }),
);
add('dilation2d', [floats([2, 5, 5, 2], 3), floats([2, 3, 2], 4)], (x, f) =>
  tf.dilation2d(x as tf.Tensor4D, f as tf.Tensor3D, [1, 2], 'same', [2, 1]),
);
add('einsum', [floats([2, 3, 4], 1), floats([2, 4, 5], 2)], (a, b) => tf.einsum('bij,bjk->ikb', a, b), false);

for (const align of [false, true]) {
  add(`resizeBilinear ${align}`, [floats([2, 5, 5, 2], 3)], (x) =>
    tf.image.resizeBilinear(x as tf.Tensor4D, [7, 4], align),
  );
  add(`resizeNearestNeighbor ${align}`, [single], (x) =>
    tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 4], align),
  );
}
add(
  'resize by half pixels',
  [image],
  (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [7, 9], false, true),
  'differences',
);
add('flipLeftRight', [image], (x) => tf.image.flipLeftRight(x as tf.Tensor4D), false);
add(
  'rotateWithOffset',
  [image],
  (x) => tf.image.rotateWithOffset(x as tf.Tensor4D, 0.4, 0.2, [0.4, 0.6]),
  false,
);
for (const method of ['bilinear', 'nearest'] as const) {
  add(
    `cropAndResize ${method}`,
    [image, floats([3, 4], 4, -0.2, 1.1), integers([0, 1, 1])],
    (x, boxes, which) =>
      tf.image.cropAndResize(
        x as tf.Tensor4D,
        boxes as tf.Tensor2D,
        which as tf.Tensor1D,
        [4, 3],
        method,
        0.3,
      ),
    false,
  );
}
for (const fill of ['reflect', 'wrap', 'constant', 'nearest'] as const) {
  add(
    `transform ${fill}`,
    [single],
    (x) =>
      tf.image.transform(
        x as tf.Tensor4D,
        tf.tensor2d([1.3, 0.2, -2.3, 0.1, 0.8, 3.4, 0.01, 0.02], [1, 8]),
        'bilinear',
        fill,
        0.5,
        [6, 7],
      ),
    false,
  );
}
add(
  'batchNorm',
  [floats([2, 3, 4], 1), floats([4], 2), floats([4], 3, 0.5, 2), floats([4], 4), floats([4], 5)],
  (x, mean, variance, offset, scale) =>
    tf.batchNorm(
      x,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
      0.01,
    ),
);
add('localResponseNormalization', [floats([2, 3, 3, 5], 1)], (x) =>
  tf.localResponseNormalization(x as tf.Tensor4D, 1, 0.7, 0.6, 0.4),
);
add('batchToSpaceND', [floats([4, 2, 3, 2], 1)], (x) =>
  tf.batchToSpaceND(
    x,
    [2, 2],
    [
      [1, 0],
      [0, 1],
    ],
  ),
);
add('spaceToBatchND', [floats([2, 3, 4, 2], 1)], (x) =>
  tf.spaceToBatchND(
    x,
    [2, 2],
    [
      [1, 0],
      [0, 0],
    ],
  ),
);
add('depthToSpace', [floats([2, 2, 3, 8], 1)], (x) => tf.depthToSpace(x as tf.Tensor4D, 2), false);

add('gatherND', [x345, integers([2, 0, 0, 3, 1, 1], [3, 2])], (x, i) => tf.gatherND(x, i), false);
add(
  'scatterND',
  [integers([1, 0, 1], [3, 1]), floats([3, 2], 2)],
  (i, u) => tf.scatterND(i, u, [4, 2]),
  false,
);
add(
  'tensorScatterUpdate',
  [floats([4, 2], 3), integers([1, 3], [2, 1]), floats([2, 2], 2)],
  (x, i, u) => tf.tensorScatterUpdate(x, i, u),
  false,
);
add(
  'sparseToDense',
  [integers([0, 1, 2, 3], [2, 2]), floats([2], 2)],
  (i, v) => tf.sparseToDense(i, v, [3, 4], tf.scalar(0.5)),
  false,
);
add(
  'bincount',
  [integers([1, 4, 1, 9]), floats([4], 2)],
  (x, w) => tf.bincount(x as tf.Tensor1D, w as tf.Tensor1D, 5),
  false,
);
add(
  'denseBincount',
  [integers([1, 4, 1, 9], [2, 2]), floats([0], 2)],
  (x, w) => tf.denseBincount(x as tf.Tensor2D, w as tf.Tensor2D, 5, true),
  false,
);
add(
  'searchSorted',
  [
    { data: [1, 2, 4, 8, 1, 1, 3, 5], shape: [2, 4] },
    { data: [0, 2, 9, 1, 3, 4], shape: [2, 3] },
  ],
  (s, v) => tf.stack([tf.lowerBound(s, v), tf.upperBound(s, v)]),
  false,
);
add('diag', [x23], (x) => tf.diag(x), false);
add('segment sum of some', [x345, integers([1, -1, 1])], (x, i) =>
  tf.unsortedSegmentSum(x, i as tf.Tensor1D, 3),
);
add(
  'multinomial',
  [{ data: [-50, 50, -50], shape: [1, 3] }],
  (x) => tf.multinomial(x as tf.Tensor2D, 6, 7),
  false,
);
