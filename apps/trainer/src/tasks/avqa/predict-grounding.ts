// `dgsct predict` for the first stage: whether what is seen belongs to what is heard, second by second.
import { EVAL } from '@dg-sct/nn';
import type { GroundingNetwork } from '@dg-sct/task-avqa';
import { ClipForward, type ClipInputs } from '../../predict/clip-forward.ts';
import { predictionPath, writeReport } from '../../predict/output.ts';
import { formatSpan } from '../../predict/timeline.ts';
import { html } from '../../report/html.ts';
import { page } from '../../report/page.ts';
import { levels } from '../../report/segment-rows.ts';
import type { PredictRequest } from '../task.ts';
import { momentsTable } from './answer-page.ts';
import { columns } from './answer-text.ts';
import type { GroundingConfig } from './config.ts';
import { readMoments } from './moments.ts';
import { momentsView } from './moments-view.ts';

/** Programs that ask for JSON get a page only where they name one. */
export async function predictGrounding({
  run,
  options,
  reader,
  io,
}: PredictRequest<GroundingConfig, GroundingNetwork>): Promise<void> {
  const { video, json = false } = options;
  const { encoder, head } = run.network;
  const { input } = run.config;
  const phase = io.progress.phase('predict');
  const moments = readMoments(reader, video, input);
  io.signal.throwIfAborted();
  const answer = (clip: ClipInputs) => {
    const { audio, visualTokens } = encoder.forward(clip, EVAL);
    const { matches, grounding } = head.forward({ audio, visualTokens, negativeTokens: visualTokens }, EVAL);
    return { matches, grounding };
  };
  const forward = new ClipForward(input.segments, answer, options.precision);
  const outputs = await forward.run(moments.tensors).finally(() => forward.dispose());
  phase.done(`${moments.spans.length} segments`);
  const matches = head.decode(outputs).map(({ match }) => match);
  const segments = moments.spans.map(({ start, end }, t) => ({ start, end, match: matches[t] ?? 0 }));
  const rows = segments.map((segment) => [formatSpan(segment), segment.match.toFixed(2)]);
  io.print(
    json
      ? JSON.stringify({ video, segments }, null, 2)
      : columns([['second', 'match of sight and sound'], ...rows]).join('\n'),
  );
  const report = options.report ?? (json ? undefined : predictionPath(run.dir, video, '.html'));
  if (report === undefined) return;
  const view = momentsView(moments, outputs.grounding, input);
  const document = page(
    `Sight and sound of ${video}`,
    html`<h1>${video}</h1>
<p class="soft">answered by ${run.dir}</p>
<section>
<h2>Does what is seen belong to what is heard?</h2>
${await momentsTable(view, [levels('Match', matches, 'var(--series-0)')])}
</section>`,
  );
  await writeReport(report, document);
  io.note(`Report: ${report}`);
}
