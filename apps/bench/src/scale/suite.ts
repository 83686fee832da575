// `bench scale`: how time and memory of a training step grow with what is given to it. Points take turns, each in a fresh
// process, and the exponents are fitted to medians.
import { beginsWith, chosen } from '../choose.ts';
import { Running } from '../contest/contestant.ts';
import { contestantCalled, programOf } from '../contest/contestants.ts';
import { COMPARED } from '../contest/run.ts';
import { tableOf } from '../report/section.ts';
import { duration, memory } from '../report/units.ts';
import { exponentOf } from '../statistics/fit.ts';
import { median } from '../statistics/median.ts';
import type { Suite } from '../suite.ts';
import { type ScaleAxis, type ScalePoint, scaleAxes } from './axes.ts';

const CASE = 'step/ave-tiny';
/** Steps whose median is a point's time. */
const STEPS = 5;

interface Measured {
  readonly size: number;
  readonly seconds: number;
  readonly peakBytes: number;
}

/** Once. */
async function measure(
  { sizes, steps, threads }: Omit<ScalePoint, 'size'>,
  quick: boolean,
): Promise<Omit<Measured, 'size'>> {
  const program = await programOf(contestantCalled(COMPARED));
  const running = await Running.start(COMPARED, { ...program, ...(threads && { threads }) }, CASE, sizes);
  try {
    const { seconds, peakBytes } = await running.turn(steps ?? (quick ? 1 : STEPS));
    const total = seconds.reduce((sum, value) => sum + value, 0);
    return { seconds: steps === undefined ? median(seconds) : total, peakBytes };
  } finally {
    await running.stop();
  }
}

type MeasureIn = (round: number, point: ScalePoint) => Promise<Omit<Measured, 'size'>>;

/** Each once a round, though the network that axes start from is a point of several. */
function measuring(quick: boolean): MeasureIn {
  const known = new Map<string, Promise<Omit<Measured, 'size'>>>();
  return (round, { size: _, ...point }) => {
    const key = JSON.stringify([round, point.sizes, point.steps, point.threads]);
    const measured = known.get(key) ?? measure(point, quick);
    known.set(key, measured);
    return measured;
  };
}

/** All points, round by round. */
async function measureAxis(
  { points }: ScaleAxis,
  rounds: number,
  measureIn: MeasureIn,
  say: (line: string) => void,
): Promise<Measured[]> {
  const taken = points.map((point) => ({ point, seconds: [] as number[], peakBytes: 0 }));
  for (let round = 0; round < rounds; round++) {
    for (const entry of taken) {
      say(`size ${entry.point.size}, round ${round + 1} of ${rounds}`);
      const { seconds, peakBytes } = await measureIn(round, entry.point);
      entry.seconds.push(seconds);
      entry.peakBytes = Math.max(entry.peakBytes, peakBytes);
    }
  }
  return taken.map(({ point, seconds, peakBytes }) => ({
    size: point.size,
    seconds: median(seconds),
    peakBytes,
  }));
}

function recordOf({ name }: ScaleAxis, points: readonly Measured[]) {
  const fitted = (cost: (point: Measured) => number): number | null => {
    const exponent = exponentOf(points.map((point) => ({ size: point.size, cost: cost(point) })));
    return Number.isNaN(exponent) ? null : exponent;
  };
  const exponents = {
    time: fitted(({ seconds }) => seconds),
    memory: fitted(({ peakBytes }) => peakBytes),
  };
  return { suite: 'scale', name, points, exponents };
}

export const SCALE: Suite = {
  name: 'scale',
  about: 'time and memory of a training step against clips, batch, resolution, depth and threads',
  peers: [],
  cases: scaleAxes().map(({ name }) => name),
  isDefault: true,
  run: async ({ quick, cases, rounds = quick ? 1 : 3, say }) => {
    const axes = chosen('case', scaleAxes(), ({ name }) => name, cases, beginsWith);
    const measureIn = measuring(quick);
    const records: (ReturnType<typeof recordOf> & { about: string })[] = [];
    for (const [index, axis] of axes.entries()) {
      say(`scale: ${axis.about}`);
      // A quick run fits one exponent, of the first axis.
      const points = quick ? axis.points.slice(0, index === 0 ? 2 : 1) : axis.points;
      const measured = await measureAxis({ ...axis, points }, rounds, measureIn, say);
      records.push({ ...recordOf(axis, measured), about: axis.about });
    }
    const exponent = (value: number | null): string => value?.toFixed(2) ?? 'one size only';
    const rows = records.flatMap(({ name, points, exponents }) =>
      points.map(({ size, seconds, peakBytes }, index) => [
        index === 0 ? name : '',
        `${size}`,
        duration(seconds),
        memory(peakBytes),
        index === 0 ? exponent(exponents.time) : '',
        index === 0 ? exponent(exponents.memory) : '',
      ]),
    );
    return {
      cases: records,
      sections: [
        {
          title: 'Scale',
          table: tableOf(['<axis', 'size', 'time', 'peak', 'exponent of time', 'exponent of memory'], rows),
          notes: [
            'The training step of `ave-tiny`; `e` in `cost ~ size^e` by least squares on logarithms. Memory includes what the process has without any network.',
            ...records.map(({ name, about }) => `${name}: ${about}`),
          ],
        },
      ],
    };
  },
};
