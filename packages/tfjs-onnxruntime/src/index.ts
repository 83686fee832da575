// Public surface of @dg-sct/tfjs-onnxruntime.
export { type CompiledFunction, type CompileOptions, compile, type Nested } from './compile.ts';
export { TraceError, type TraceErrorCode } from './errors.ts';
export { element } from './ops/elements.ts';
export { gelu } from './ops/gelu.ts';
export { layerNorm } from './ops/layer-norm.ts';
export { mix32, randomUniform, uniformNoise } from './ops/random.ts';
export { currentScope, scope } from './scope.ts';
