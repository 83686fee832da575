// Public surface of @dg-sct/bench.
export type { Scale } from './engine/cases/case.ts';
export type { CaseResult, Result } from './engine/contest.ts';
export { type CaseSummary, summarize, table } from './engine/report.ts';
export { type EngineBenchOptions, runEngineBench } from './engine/run.ts';
export { BenchError, type BenchErrorCode } from './errors.ts';
