// The names that a checkpoint may import, all of them: what rebuilds a tensor, and nothing else. A name stands for a
// function of this package; nothing is ever looked up in a module or evaluated.
import type { Dtype } from '../dtype.ts';
import { BadArguments, integers, pairOf, rebuildTensor } from './rebuild.ts';
import { PyDict, PyGlobal, PyList, PyTuple, StoredTensor } from './values.ts';

const DTYPES: Readonly<Record<string, Dtype>> = {
  float64: 'F64',
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint64: 'U64',
  uint32: 'U32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
};

const STORAGES: Readonly<Record<string, Dtype>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

const typed = (names: Readonly<Record<string, Dtype>>): PyGlobal[] =>
  Object.entries(names).map(([name, dtype]) => new PyGlobal(`torch.${name}`, { dtype }));

const orderedDict = new PyGlobal('collections.OrderedDict', {
  call: ([pairs, ...rest]) => {
    const dict = new PyDict();
    if (pairs === undefined) return dict;
    // Python 2 hands over a list of [key, value] lists.
    if (!(pairs instanceof PyList) || rest.length > 0) {
      throw new BadArguments('an OrderedDict is made of no list of items');
    }
    for (const pair of pairs.items) dict.pairs.push(pairOf(pair));
    return dict;
  },
});

/** `(tensor, requires_grad, backward_hooks)`, and the attributes of a parameter that has some. */
const rebuildParameter = ([tensor]: readonly unknown[]): StoredTensor => {
  if (!(tensor instanceof StoredTensor)) throw new BadArguments('a parameter has no tensor');
  return tensor;
};

const table: readonly PyGlobal[] = [
  orderedDict,
  new PyGlobal('torch.Size', { call: ([sizes]) => new PyTuple(integers(sizes)) }),
  // All begin with (storage, offset, size, stride). Of v2, the fifth and sixth are requires_grad and backward_hooks.
  new PyGlobal('torch._utils._rebuild_tensor', { call: (args) => rebuildTensor(args) }),
  new PyGlobal('torch._utils._rebuild_tensor_v2', {
    call: (args) => rebuildTensor(args, { metadata: args[6] }),
  }),
  new PyGlobal('torch._utils._rebuild_tensor_v3', {
    call: (args) => rebuildTensor(args, { dtype: args[6], metadata: args[7] }),
  }),
  new PyGlobal('torch._utils._rebuild_parameter', { call: rebuildParameter }),
  new PyGlobal('torch._utils._rebuild_parameter_with_state', { call: rebuildParameter }),
  new PyGlobal('torch.storage.UntypedStorage'),
  ...typed(STORAGES),
  ...typed(DTYPES),
];

/** By full name. */
export const ALLOWED_GLOBALS: ReadonlyMap<string, PyGlobal> = new Map(
  table.map((global) => [global.name, global]),
);
