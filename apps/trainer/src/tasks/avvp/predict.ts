// `dgsct predict` for AVVP: the events that are heard and seen in a video, as a table or JSON, and a page to look at.
import type { AvvpNetwork } from '@dg-sct/task-avvp';
import { CommandError } from '../../errors.ts';
import { predictionPath, writeReport } from '../../predict/output.ts';
import type { PredictRequest } from '../task.ts';
import type { AvvpConfig } from './config.ts';
import { parseVideo } from './parse-video.ts';
import { parsingReport } from './report.ts';
import { eventTable } from './table.ts';

/**
 * Programs that ask for JSON get a page only where they name one.
 * @throws {CommandError} for a run that reads motion features.
 */
export async function predictAvvp(request: PredictRequest<AvvpConfig, AvvpNetwork>): Promise<void> {
  const { run, options, reader, io } = request;
  const { config, network, dir } = run;
  const { video, json = false } = options;
  const { motionDim } = config.model;
  if (motionDim > 0) {
    throw new CommandError(
      `the run "${dir}" reads ${motionDim} motion features a second, which cannot be made from a video here; train one with --set model.motionDim=0 to answer videos`,
    );
  }
  const view = await parseVideo(network, { video, reader, input: config.input }, io, options.precision);
  io.print(json ? JSON.stringify(view.prediction, null, 2) : eventTable(view.prediction.events));
  const report = options.report ?? (json ? undefined : predictionPath(dir, video, '.html'));
  if (report === undefined) return;
  await writeReport(report, await parsingReport(view, dir));
  io.note(`Report: ${report}`);
}
