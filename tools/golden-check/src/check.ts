// Checks the files of one golden folder, one after the other. A file passes when every comparison passed and no
// stored tensor was left out; whatever else happens is a failure with its reason.
import { type GoldenFile, type GoldenPart, GoldenReport } from '@dg-sct/goldens';
import * as tf from '@tensorflow/tfjs';
import { MissingDataError, type PartAdaptor } from './part.ts';
import { adaptorOf } from './parts.ts';

const SHOWN_KEYS = 8;

export interface FileResult {
  readonly part: string;
  readonly file: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What the entry was taken for; absent where nothing fits. */
  readonly kind?: string;
  readonly compared: number;
  readonly passedOnlyByFloor: number;
  /** The largest error over its stated tolerance; absent where nothing was compared. */
  readonly worst?: { readonly key: string; readonly ratio: number };
  /** Sentences: why it failed or was skipped; none where it was not asked for. */
  readonly reasons: readonly string[];
  readonly seconds: number;
}

/** Results in the manifest's order, as they come. Files whose `part/name` does not match `only` are skipped. */
export async function* checkPart(part: GoldenPart, only: RegExp): AsyncGenerator<FileResult> {
  for (const name of part.files) {
    yield only.test(`${part.name}/${name}`) ? await checkFile(part, name) : skipped(part.name, name, []);
  }
}

const skipped = (part: string, file: string, reasons: readonly string[]): FileResult => ({
  part,
  file,
  outcome: 'skipped',
  compared: 0,
  passedOnlyByFloor: 0,
  reasons,
  seconds: 0,
});

async function checkFile(part: GoldenPart, name: string): Promise<FileResult> {
  const start = performance.now();
  const named = { part: part.name, file: name };
  const seconds = () => (performance.now() - start) / 1000;
  let report: GoldenReport | undefined;
  let kind: string | undefined;
  try {
    const file = part.file(name);
    const { what, scope, check } = kindOf(adaptorOf(part.name), file);
    kind = what;
    report = new GoldenReport(file, scope);
    await check(report);
    return { ...named, kind, ...judge(report, []), seconds: seconds() };
  } catch (error) {
    const reason = reasonOf(error);
    if (error instanceof MissingDataError) return skipped(part.name, name, [reason]);
    const judged = report === undefined ? nothing(reason) : judge(report, [reason]);
    return { ...named, ...(kind === undefined ? {} : { kind }), ...judged, seconds: seconds() };
  } finally {
    tf.disposeVariables();
  }
}

function kindOf(adaptor: PartAdaptor | undefined, file: GoldenFile) {
  if (adaptor === undefined) throw new Error(`There is no adaptor for the part "${file.part}" yet.`);
  const kind = adaptor.kinds.find(({ fits }) => fits(file));
  if (kind !== undefined) return kind;
  const known = adaptor.kinds.map(({ what }) => what).join(', ');
  const config = Object.keys(file.config).join(', ') || 'nothing';
  throw new Error(`The entry is none of ${file.part}'s kinds (${known}); its config has ${config}.`);
}

type Judged = Pick<FileResult, 'outcome' | 'compared' | 'passedOnlyByFloor' | 'worst' | 'reasons'>;

const nothing = (reason: string): Judged => ({
  outcome: 'failed',
  compared: 0,
  passedOnlyByFloor: 0,
  reasons: [reason],
});

function judge(report: GoldenReport, errors: readonly string[]): Judged {
  const { failures, results, worst, passedOnlyByFloor } = report;
  const uncompared = report.uncompared();
  const reasons = [
    ...errors,
    ...failures.toSorted((a, b) => b.ratio - a.ratio).map(({ description }) => description),
    ...(uncompared.length === 0 ? [] : [`${uncompared.length} not compared: ${listOf(uncompared)}`]),
    ...(results.length === 0 && errors.length === 0 ? ['nothing was compared'] : []),
  ];
  return {
    outcome: reasons.length === 0 ? 'passed' : 'failed',
    compared: results.length,
    passedOnlyByFloor: passedOnlyByFloor.length,
    ...(worst === undefined ? {} : { worst: { key: worst.key, ratio: worst.ratio } }),
    reasons,
  };
}

const listOf = (keys: readonly string[]): string =>
  keys.length > SHOWN_KEYS ? `${keys.slice(0, SHOWN_KEYS).join(', ')}, ...` : keys.join(', ');

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
