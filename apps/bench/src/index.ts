// Public surface of @dg-sct/bench.
export { BenchError, type BenchErrorCode } from './errors.ts';
export { terminalText } from './report/terminal.ts';
export { type BenchOptions, type BenchResult, runBench } from './run.ts';
export type { CaseRecord } from './suite.ts';
