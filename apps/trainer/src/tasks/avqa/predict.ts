// `dgsct predict` for AVQA: the answer to a question about a video, and a page that shows where it comes from.
import { EVAL } from '@dg-sct/nn';
import {
  AvqaError,
  type AvqaNetwork,
  type AvqaPrediction,
  AvqaVocabulary,
  typedQuestion,
} from '@dg-sct/task-avqa';
import * as tf from '@tensorflow/tfjs';
import { UsageError } from '../../errors.ts';
import { ClipForward } from '../../predict/clip-forward.ts';
import { predictionPath, writeReport } from '../../predict/output.ts';
import type { PredictRequest } from '../task.ts';
import { answerPage } from './answer-page.ts';
import { answerText } from './answer-text.ts';
import type { AvqaConfig } from './config.ts';
import { readMoments } from './moments.ts';
import { momentsView } from './moments-view.ts';

/** What `--json` prints. */
export interface AvqaAnswered extends Omit<AvqaPrediction, 'attention'> {
  /** The file, as the user named it. */
  readonly video: string;
  readonly question: string;
  /** The seconds that were looked at; `visual` and `audio` say how much each mattered and sum to one each. */
  readonly segments: readonly {
    readonly start: number;
    readonly end: number;
    readonly visual: number;
    readonly audio: number;
  }[];
}

/** Programs that ask for JSON get a page only where they name one. */
export async function predictAvqa({
  run,
  options,
  reader,
  io,
}: PredictRequest<AvqaConfig, AvqaNetwork>): Promise<void> {
  const { video, json = false } = options;
  const { text, ids } = questionOf(options.question, run.config.task);
  const { input } = run.config;
  const phase = io.progress.phase('predict');
  const moments = readMoments(reader, video, input);
  io.signal.throwIfAborted();
  const forward = new ClipForward(
    input.segments,
    (clip) =>
      run.network.forward({ ...clip, question: tf.tensor2d(ids, [1, ids.length], 'int32') }, EVAL).outputs,
    options.precision,
  );
  const outputs = await forward.run(moments.tensors).finally(() => forward.dispose());
  phase.done(`${moments.spans.length} segments`);
  const [prediction] = run.network.head.decode(outputs);
  if (prediction === undefined) return;
  const { attention, ...answer } = prediction;
  const segments = moments.spans.map(({ start, end }, t) => ({
    start,
    end,
    visual: attention.visual[t] ?? 0,
    audio: attention.audio[t] ?? 0,
  }));
  const answered: AvqaAnswered = { video, question: text, ...answer, segments };
  io.print(json ? JSON.stringify(answered, null, 2) : answerText(answered));
  const report = options.report ?? (json ? undefined : predictionPath(run.dir, video, '.html'));
  if (report === undefined) return;
  await writeReport(
    report,
    await answerPage(answered, momentsView(moments, outputs.grounding, input), run.dir),
  );
  io.note(`Report: ${report}`);
}

/** @throws {UsageError} for no question, and for words that the model has not learned. */
function questionOf(asked: string | undefined, task: string): { text: string; ids: Int32Array } {
  if (asked === undefined) {
    throw new UsageError(
      `a run of ${task} answers questions; ask one with --question, such as --question "How many instruments are sounding in the video?"`,
    );
  }
  try {
    const question = typedQuestion(asked);
    return { text: question.content, ids: new AvqaVocabulary().encode(question) };
  } catch (error) {
    if (error instanceof AvqaError) throw new UsageError(error.message);
    throw error;
  }
}
