// `dgsct predict` for AVVP: what is heard and what is seen in a video, and when, as a table or JSON, and a page to look at.
import { EVAL } from '@dg-sct/nn';
import type { AvvpEvent, AvvpNetwork } from '@dg-sct/task-avvp';
import { CommandError } from '../../errors.ts';
import { attentionMaps } from '../../predict/attention-maps.ts';
import { ClipForward } from '../../predict/clip-forward.ts';
import { predictionPath, writeReport } from '../../predict/output.ts';
import { formatSpan } from '../../predict/timeline.ts';
import { walkWithProgress } from '../../predict/walk-video.ts';
import { type ParsedVideo, parsingReport } from '../../report/parsing-report.ts';
import type { PredictRequest } from '../task.ts';
import type { AvvpConfig } from './config.ts';
import { joinEvents, VERBS } from './events.ts';

type Request = PredictRequest<AvvpConfig, AvvpNetwork>;

/** Programs that ask for JSON get a page only where they name one. */
export async function predictAvvp(request: Request): Promise<void> {
  const { run, options, io } = request;
  const { video, json = false } = options;
  const { motionDim } = run.config.model.head;
  if (motionDim > 0) {
    throw new CommandError(
      `the run ${run.dir} reads motion features (model.head.motionDim ${motionDim}), which can't be made of a video here; take a run with motionDim 0`,
    );
  }
  const report = options.report ?? (json ? undefined : predictionPath(run.dir, video, '.html'));
  const view = await parse(request);
  io.print(json ? JSON.stringify(view.prediction, null, 2) : table(view.prediction.events));
  if (report === undefined) return;
  await writeReport(report, await parsingReport(view, run.dir));
  io.note(`Report: ${report}`);
}

async function parse({ run, options: { video }, reader, io }: Request): Promise<ParsedVideo> {
  const { network, config } = run;
  const forward = new ClipForward(network.head.segments, (inputs) => {
    const { outputs, features } = network.forward(inputs, EVAL);
    return features.visualMap === undefined ? outputs : { ...outputs, visualMap: features.visualMap };
  });
  const events: AvvpEvent[] = [];
  try {
    const walked = await walkWithProgress(
      { video, reader, input: config.input },
      io,
      async ({ tensors }, window) => {
        const { visualMap, ...outputs } = await forward.run(tensors);
        for (const event of network.head.decode(outputs).flatMap((decoded) => decoded.events)) {
          const [start, end] = [window.start + event.start, Math.min(window.start + event.end, window.end)];
          if (start < end) events.push({ ...event, start, end });
        }
        return visualMap === undefined
          ? {}
          : { attention: attentionMaps(visualMap.data, config.input.segments) };
      },
    );
    const { duration, end, views } = walked;
    return { prediction: { video, duration, events: joinEvents(events) }, end, windows: views };
  } finally {
    await forward.dispose();
  }
}

/** A line for each event, in the order of their start. */
function table(events: readonly AvvpEvent[]): string {
  if (events.length === 0) return 'no event is heard or seen';
  const rows = [
    ['seconds', '', 'event', 'confidence'],
    ...events.map((event) => [
      formatSpan(event),
      VERBS[event.modality],
      event.event,
      event.confidence.toFixed(2),
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(([span = '', verb = '', event = '', confidence = '']) =>
      [
        span.padStart(widths[0] ?? 0),
        verb.padEnd(widths[1] ?? 0),
        event.padEnd(widths[2] ?? 0),
        confidence,
      ].join('  '),
    )
    .join('\n');
}
