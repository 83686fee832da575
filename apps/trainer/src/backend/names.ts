// The names of tfjs backends that a command can run on, apart from what loads them: the command line needs only these.

/** As tfjs knows them. */
export const BACKENDS = ['onnxruntime', 'cpu', 'wasm', 'tensorflow'] as const;

/** Of products of frozen weights. */
export const PRECISIONS = ['float32', 'int8'] as const;

export type Backend = (typeof BACKENDS)[number];
