// The tfjs backends that a check can run on, by name alone: wrong usage is told before tfjs is loaded.
export const BACKENDS = ['onnxruntime', 'cpu', 'wasm'] as const;

export type Backend = (typeof BACKENDS)[number];

export const isBackend = (name: string): name is Backend => BACKENDS.some((known) => known === name);
