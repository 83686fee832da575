// Accuracies by type and over all, from stored answers: the counts, and the figures as the reference prints them.
import { goldenInput, number, object } from '@dg-sct/goldens';
import { AVQA_TYPES, AvqaMetric } from '@dg-sct/task-avqa';
import type { EntryKind } from '../../part.ts';
import { textsIn } from './records.ts';

export const metrics: EntryKind = {
  what: 'accuracies by type',
  scope: 'module',
  fits: ({ raw }) => raw.type_ids !== undefined && raw.result !== undefined,
  check: async (report) => {
    const { file } = report;
    const names = textsIn(file.raw.type_ids, 'type_ids');
    const known: readonly string[] = AVQA_TYPES;
    const values = (name: string): Float32Array => goldenInput(file, name).data;
    const [types, labels, predictions] = [values('type'), values('label'), values('pred')];
    const metric = new AvqaMetric();
    types.forEach((type, i) => {
      metric.count(known.indexOf(names[type] ?? ''), predictions[i] === labels[i]);
    });
    const table = metric.table();
    const result = object(file.raw.result, 'result');
    const counts = Object.fromEntries(
      names.map((name) => {
        const row = table.find((candidate) => candidate.name === name);
        return [name, { correct: row?.correct, total: row?.total }];
      }),
    );
    report.expectEqual('counts', counts, result.counts);
    const printed = textsIn(result.printed_by_reference, 'printed_by_reference').map(figureOf);
    report.expectEqual(
      'figures as printed',
      table.map(({ accuracy }) => accuracy.toFixed(2)),
      printed,
    );
    const overall = metric.result().accuracy ?? Number.NaN;
    report.expectEqual('overall', overall.toPrecision(9), number(result.overall, 'overall').toPrecision(9));
  },
};

/** "Audio Counting Accuracy: 71.14 %" to "71.14". */
const figureOf = (line: string): string => /([\d.]+) %$/.exec(line)?.[1] ?? line;
