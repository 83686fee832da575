// Public surface of @dg-sct/tfjs-node-from-wheel: what the command does, for programs.
export { FromWheelError, type FromWheelErrorCode } from './errors.ts';
export { type Installed, type InstallRequest, installTfjsNode } from './install.ts';
