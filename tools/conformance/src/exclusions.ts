// Why a published spec is not run on the backend `onnxruntime`: one rule for each reason,
// by the spec's name. A rule that no longer meets any spec is reported.

export interface Exclusion {
  readonly reason: string;
  readonly specs: RegExp;
}

export const EXCLUSIONS: readonly Exclusion[] = [];
