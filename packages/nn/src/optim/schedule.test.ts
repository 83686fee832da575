// Schedules: the published AVE recipe by value, the rest by its laws.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constantRate, stepLr, warmupCosine } from './schedule.ts';

test('StepLR gives the published rates of the AVE recipe', () => {
  const schedule = stepLr({ learningRate: 5e-4, gamma: 0.35, every: 3 });
  const rates = Array.from({ length: 9 }, (_, epoch) => schedule({ epoch, step: 209 * epoch }));
  const published = [5e-4, 5e-4, 5e-4, 1.75e-4, 1.75e-4, 1.75e-4, 6.125e-5, 6.125e-5, 6.125e-5];
  for (const [i, rate] of published.entries()) expect(rates[i]).toBeCloseTo(rate, 12);
});

test('a constant rate stays', () => {
  expect(constantRate(0.1)({ epoch: 7, step: 9 })).toBe(0.1);
});

const cosine = fc
  .record({
    learningRate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    warmupSteps: fc.integer({ min: 0, max: 50 }),
    extra: fc.integer({ min: 1, max: 200 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ learningRate, warmupSteps, extra, share }) => ({
    learningRate,
    warmupSteps,
    totalSteps: warmupSteps + extra,
    minimum: learningRate * share,
  }));

test('the warm-up rises, the cosine never rises, and both stay within bounds', () => {
  fc.assert(
    fc.property(cosine, (options) => {
      const schedule = warmupCosine(options);
      const rates = Array.from({ length: options.totalSteps + 5 }, (_, step) => schedule({ epoch: 0, step }));
      const slack = 1e-12;
      rates.forEach((rate, step) => {
        expect(rate).toBeGreaterThan(step < options.warmupSteps ? 0 : options.minimum - slack);
        expect(rate).toBeLessThanOrEqual(options.learningRate + slack);
        const previous = rates[step - 1];
        if (previous === undefined) return;
        if (step <= options.warmupSteps) expect(rate).toBeGreaterThan(previous);
        else expect(rate).toBeLessThanOrEqual(previous + slack);
      });
      expect(rates[options.warmupSteps]).toBeCloseTo(options.learningRate, 12);
      expect(rates[options.totalSteps]).toBeCloseTo(options.minimum, 12);
      expect(rates.at(-1)).toBeCloseTo(options.minimum, 12);
    }),
  );
});

test('StepLR divides evenly: every period multiplies by gamma', () => {
  const options = fc.record({
    learningRate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    gamma: fc.double({ min: 0.01, max: 1, noNaN: true }),
    every: fc.integer({ min: 1, max: 10 }),
  });
  fc.assert(
    fc.property(options, fc.integer({ min: 0, max: 40 }), (given, epoch) => {
      const schedule = stepLr(given);
      const later = schedule({ epoch: epoch + given.every, step: 0 });
      const expected = schedule({ epoch, step: 0 }) * given.gamma;
      expect(Math.abs(later - expected)).toBeLessThanOrEqual(1e-12 * expected);
    }),
  );
});

test('settings that make no sense are refused', () => {
  expect(() => stepLr({ learningRate: 1, gamma: 0.5, every: 0 })).toThrow(/every is 0/);
  expect(() => warmupCosine({ learningRate: 1, warmupSteps: 5, totalSteps: 5 })).toThrow(/totalSteps is 5/);
});
