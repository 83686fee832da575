// `dgsct predict` for AVE: the event of each second of a video, as a table or JSON, and a page to look at.
import type { AveNetwork } from '@dg-sct/task-ave';
import { predictionPath, writeReport } from '../../predict/output.ts';
import { predictionReport } from '../../report/prediction-report.ts';
import type { PredictionView } from '../../report/types.ts';
import type { PredictRequest } from '../task.ts';
import type { AveConfig } from './config.ts';
import { predictVideo } from './predict-video.ts';
import { Predictor } from './predictor.ts';
import { predictionTable } from './table.ts';

type Request = PredictRequest<AveConfig, AveNetwork>;

/** Programs that ask for JSON get a page only where they name one. */
export async function predictAve(request: Request): Promise<void> {
  const { run, options, io } = request;
  const { video, json = false } = options;
  const report = options.report ?? (json ? undefined : predictionPath(run.dir, video, '.html'));
  const view = await answer(request);
  io.print(json ? JSON.stringify(view.prediction, null, 2) : predictionTable(view.prediction.segments));
  if (report === undefined) return;
  await writeReport(report, await predictionReport(view, run.dir));
  io.note(`Report: ${report}`);
}

async function answer({ run, options: { video, precision }, reader, io }: Request): Promise<PredictionView> {
  const predictor = new Predictor(run.network, precision);
  try {
    return await predictVideo({ video, reader, input: run.config.input, predictor }, io);
  } finally {
    await predictor.dispose();
  }
}
