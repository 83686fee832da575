// `dgsct data synth`: renders a data set of real video files.
import { type SynthesizeProgress, synthesizeAve } from '@dg-sct/synthetic';
import type { CommandIo } from '../io.ts';
import type { Phase } from '../progress.ts';
import type { DataSynthOptions } from './options.ts';

export async function runDataSynth(options: DataSynthOptions, io: CommandIo): Promise<number> {
  const { out, clips, seed, workers } = options;
  const summary = await synthesizeAve({
    out,
    clips,
    seed,
    ...(workers === undefined ? {} : { workers }),
    signal: io.signal,
    onProgress: reporter(io),
  });
  const { train, val, test } = summary.splits;
  io.print(
    `${summary.clips} clips of ${summary.classes} classes in ${out}: ${train} train, ${val} val, ${test} test; ` +
      `${Math.round(100 * summary.eventShare)} % of the seconds hold an event.`,
  );
  return 0;
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
