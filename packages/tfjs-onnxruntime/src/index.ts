// Public surface of @dg-sct/tfjs-onnxruntime. Importing it registers the backend
// `onnxruntime`, which tfjs then prefers.
import { registerBackend } from './backend.ts';

registerBackend();

export { BACKEND_NAME } from './backend.ts';
export { type GraphCacheSettings, graphCache } from './cache/graph-cache.ts';
export { type CompiledFunction, type CompileOptions, compile } from './compile.ts';
export { TraceError, type TraceErrorCode } from './errors.ts';
export { explain } from './explain/explain.ts';
export type { Explanation, KindOfNode, LargeTensor, MemoryEstimate } from './explain/explanation.ts';
export { type ExportedModel, type ExportOptions, exportOnnx, type Port } from './export/export-onnx.ts';
export type { Nested } from './nested.ts';
export { after } from './ops/after.ts';
export { checkpoint } from './ops/checkpoint.ts';
export { element } from './ops/elements.ts';
export { gelu } from './ops/gelu.ts';
export { layerNorm } from './ops/layer-norm.ts';
export { mix32, randomUniform, uniformNoise } from './ops/random.ts';
export type { Precision } from './precision/precision.ts';
export { runtime } from './runtime/runtime.ts';
export { currentScope, scope } from './scope.ts';
export type { Signature, TensorSpec } from './signature.ts';
