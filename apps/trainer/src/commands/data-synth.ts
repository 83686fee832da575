// `dgsct data synth`: renders a task's data set as real video files.
import {
  type AvsFacts,
  type ClipOptions,
  SYNTHETIC_AVE,
  SYNTHETIC_AVQA,
  SYNTHETIC_AVS,
  SYNTHETIC_AVVP,
  type SynthesizeProgress,
  type SynthesizeRequest,
  type SynthesizeSummary,
  type SyntheticTask,
  synthesize,
} from '@dg-sct/synthetic';
import { UsageError } from '../errors.ts';
import type { CommandIo } from '../io.ts';
import type { Phase } from '../progress.ts';
import type { DataSynthOptions } from './options.ts';
import type { SynthTask } from './synth-tasks.ts';

/** What only some tasks let one choose, each by an option of its name. */
interface Choices {
  readonly seconds: number | undefined;
  readonly questions: number | undefined;
}

interface Request extends Omit<SynthesizeRequest<ClipOptions>, 'options'>, Choices {}

interface Made {
  readonly summary: SynthesizeSummary<unknown>;
  /** What is told of this task's data set beside its size. */
  readonly remark: string;
}

const RENDERERS: Readonly<Record<SynthTask, (request: Request) => Promise<Made>>> = {
  ave: rendererOf(SYNTHETIC_AVE, ({ eventShare }) => `${percent(eventShare)} of the seconds hold an event`),
  'avs-s4': rendererOf(SYNTHETIC_AVS.s4, tellAvs),
  'avs-ms3': rendererOf(SYNTHETIC_AVS.ms3, tellAvs),
  avvp: rendererOf(
    SYNTHETIC_AVVP,
    ({ heardShare, seenShare }) =>
      `events are heard in ${percent(heardShare)} of the seconds and seen in ${percent(seenShare)}`,
  ),
  avqa: rendererOf(
    SYNTHETIC_AVQA,
    ({ questions }) => `${questions} questions of all types`,
    ({ composition, ...options }, { seconds, questions }) => ({
      ...options,
      composition: {
        ...composition,
        seconds: seconds ?? composition.seconds,
        questionsPerType: questions ?? composition.questionsPerType,
      },
    }),
  ),
};

export async function runDataSynth(options: DataSynthOptions, io: CommandIo): Promise<number> {
  const { task, out, clips, testClips, seed, seconds, questions, workers } = options;
  const { summary, remark } = await RENDERERS[task]({
    out,
    clips,
    testClips,
    seed,
    seconds,
    questions,
    ...(workers === undefined ? {} : { workers }),
    signal: io.signal,
    onProgress: reporter(io),
  });
  const { train, val, test } = summary.splits;
  io.print(
    `${summary.clips} clips of ${summary.classes} classes in ${out}: ${train} train, ${val} val, ${test} test; ${remark}.`,
  );
  return 0;
}

/** @param choose The task's options as chosen; refuses unless the task has a choice. */
function rendererOf<Options extends ClipOptions, Facts>(
  task: SyntheticTask<Options, Facts>,
  tell: (facts: Facts) => string,
  choose = (options: Options, { seconds, questions }: Choices): Options => {
    if (seconds !== undefined)
      throw new UsageError(
        `Clips of --task ${task.name} have one length; leave --seconds out, or take avqa.`,
      );
    if (questions !== undefined)
      throw new UsageError(
        `Nothing is asked about clips of --task ${task.name}; leave --questions out, or take avqa.`,
      );
    return options;
  },
): (request: Request) => Promise<Made> {
  return async ({ seconds, questions, ...request }) => {
    const options = choose(task.defaults, { seconds, questions });
    const summary = await synthesize(task, { ...request, options });
    return { summary, remark: tell(summary.facts) };
  };
}

function tellAvs({ objects, sounding }: AvsFacts): string {
  return `of ${objects.toFixed(1)} objects ${sounding.toFixed(1)} sound in a second on average`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function reporter({ progress }: CommandIo): (at: SynthesizeProgress) => void {
  let loading: Phase | undefined;
  let rendering: Phase | undefined;
  return ({ phase, done, total }) => {
    if (phase === 'assets') {
      loading ??= progress.phase('loading pictures and sounds');
      if (done === total) loading.done();
      return;
    }
    rendering ??= progress.phase('rendering clips', total, done - 1);
    rendering.update(done);
    if (done === total) rendering.done(`${total}`);
  };
}
