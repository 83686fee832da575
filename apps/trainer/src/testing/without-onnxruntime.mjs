// Preloaded by a test: a process in which onnxruntime-node is not installed, neither for `require` nor for `import`.
import Module from 'node:module';

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  if (request.startsWith('onnxruntime-node')) throw new Error(`Cannot find package '${request}'`);
  return resolve(request, ...rest);
};

const hooks = `export function resolve(specifier, context, next) {
  if (specifier.startsWith('onnxruntime-node')) throw new Error("Cannot find package '" + specifier + "'");
  return next(specifier, context);
}`;
Module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
