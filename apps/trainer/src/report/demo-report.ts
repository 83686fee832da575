// The page of the demo: what was learned, at what price, and one unseen video.
import { formatSeconds } from '../progress.ts';
import { barChart } from './bar-chart.ts';
import { seriesColour } from './colour.ts';
import { environmentSection } from './environment-section.ts';
import { type Html, html } from './html.ts';
import { lineChart, type Series } from './line-chart.ts';
import { grouped } from './numbers.ts';
import { page } from './page.ts';
import { predictionSection } from './prediction-section.ts';
import type { ClassAccuracy, DemoSummary, DemoView, EpochPoint } from './types.ts';

const DGSCT = { name: 'DG-SCT', colour: 0 } as const;
const FROZEN = { name: 'Frozen encoders', colour: 1 } as const;

/**
 * A whole HTML document that loads nothing.
 * @throws {MediaError} MEDIA_NO_DECODER where pictures cannot be encoded here.
 */
export async function demoReport(view: DemoView): Promise<string> {
  const { summary, prediction } = view;
  return page(
    'DG-SCT demo',
    html`<h1>DG-SCT on rendered clips</h1>
<p class="soft">${summary.clips} clips of ten seconds, ${summary.classes} event classes; tested on drawings, pitches and backgrounds that training never showed.</p>
<div class="columns">
${accuracySection(summary)}
${costSection(summary)}
</div>
${curveSection(view)}
${classSection(view.perClass)}
<h2 class="part">A test video: ${prediction.prediction.video}</h2>
<p class="soft">Training never showed this clip, nor any other in its style.</p>
${await predictionSection(prediction)}
${environmentSection(view.environment)}`,
  );
}

function accuracySection({ accuracy }: DemoSummary): Html {
  const margin = accuracy.dgsct - accuracy.frozen;
  return html`<section>
<h2>Accuracy on test seconds</h2>
${barChart('Accuracy on test seconds', [
  { name: 'Most frequent answer', percent: accuracy.majority, colour: 7 },
  { ...FROZEN, percent: accuracy.frozen },
  { ...DGSCT, percent: accuracy.dgsct },
])}
<p class="soft">DG-SCT is ${Math.abs(margin).toFixed(1)} points ${margin >= 0 ? 'above' : 'below'} the same frozen encoders and head without cross-modal layers, trained for as many epochs.</p>
</section>`;
}

function costSection({ seconds, trainableParameters, headParameters, seeds }: DemoSummary): Html {
  const phases = Object.entries(seconds);
  const total = phases.reduce((sum, [, value]) => sum + value, 0);
  const longest = Math.max(...phases.map(([, value]) => value), 1e-9);
  return html`<section>
<h2>Time and size</h2>
<table class="wide time">
<thead><tr><th scope="col">Phase</th><th scope="col">Time</th></tr></thead>
<tbody>
${phases.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${meter(formatSeconds(value), value / longest, 'var(--series-7)')}</td></tr>\n`)}
<tr><th scope="row">together</th><td>${formatSeconds(total)}</td></tr>
</tbody>
</table>
<p class="soft">Trainable parameters: ${grouped(trainableParameters)} with cross-modal layers, ${grouped(headParameters)} without. ${seeds.length === 1 ? 'Seed' : 'Seeds'}: ${seeds.join(', ')}.</p>
</section>`;
}

function curveSection({ curves }: DemoView): Html {
  const series = (
    pick: (point: EpochPoint) => number | undefined,
    suffix: string,
    dashed: boolean,
  ): Series[] =>
    (
      [
        [DGSCT, curves.dgsct],
        [FROZEN, curves.frozen],
      ] as const
    ).flatMap(([{ name, colour }, { epochs }]) => {
      const points = epochs.flatMap((point) => {
        const value = pick(point);
        return value === undefined ? [] : [[point.epoch, value] as const];
      });
      return points.length === 0 ? [] : [{ name: `${name}${suffix}`, colour, dashed, points }];
    });
  return html`<div class="columns">
<section>
<h2>Training loss</h2>
${lineChart({
  title: 'Training loss',
  xLabel: 'epoch',
  yLabel: 'sum of the losses',
  digits: 3,
  series: series(({ loss }) => loss, '', false),
})}
</section>
<section>
<h2>Accuracy by epoch</h2>
${lineChart({
  title: 'Accuracy by epoch',
  xLabel: 'epoch',
  yLabel: 'percent of seconds',
  digits: 1,
  series: [
    ...series(({ accuracy }) => accuracy, ', validation', false),
    ...series(({ testAccuracy }) => testAccuracy, ', test', true),
  ],
})}
</section>
</div>`;
}

function classSection(classes: readonly ClassAccuracy[]): Html {
  return html`<section>
<h2>Accuracy by class</h2>
<p class="soft">Of the test seconds with an event of the class, how many got its name.</p>
<div class="scroll" role="region" aria-label="Accuracy by class" tabindex="0">
<table class="wide">
<thead><tr><th scope="col">Class</th><th scope="col" class="number">Seconds</th><th scope="col">${DGSCT.name}, %</th><th scope="col">${FROZEN.name}, %</th></tr></thead>
<tbody>
${classes.map(
  ({ name, seconds, dgsct, frozen }) =>
    html`<tr><th scope="row">${name}</th><td class="number">${seconds}</td><td>${percentMeter(dgsct, DGSCT.colour)}</td><td>${percentMeter(frozen, FROZEN.colour)}</td></tr>\n`,
)}
</tbody>
</table>
</div>
</section>`;
}

const percentMeter = (percent: number, colour: number): Html =>
  meter(percent.toFixed(1), percent / 100, seriesColour(colour));

/** A number and a bar of `part` (0..1) of the room beside it. */
function meter(text: string, part: number, colour: string): Html {
  return html`<span class="meter"><span>${text}</span><i style="--colour:${colour};--level:${(part * 100).toFixed(1)}%"></i></span>`;
}
