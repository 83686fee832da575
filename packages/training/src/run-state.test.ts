// state.json: what was written is read back, anything else is refused.
import { expect, test } from 'vitest';
import { initialState, parseState, type RunState } from './run-state.ts';

const record = {
  epoch: 0,
  step: 4,
  learningRate: 0.1,
  losses: { event: 1.5 },
  evaluation: { losses: { event: 1 }, metrics: { accuracy: 0.5, recall: null } },
};
const state: RunState = {
  ...initialState(3, { config: { preset: 'tiny' }, data: 'a hash', versions: { node: '20.19.0' } }),
  epoch: 1,
  history: [record],
  best: { epoch: 0, value: 0.5 },
};

test('a state survives the file exactly', () => {
  expect(parseState(JSON.stringify(state), 'state.json')).toEqual(state);
});

test('a state from before data and versions were kept is read', () => {
  const { data: _, versions: __, ...old } = state;
  expect(parseState(JSON.stringify(old), 'state.json')).toEqual({ ...state, data: null, versions: {} });
});

test.each<[string, string, RegExp]>([
  ['an empty file', '', /not valid JSON/],
  ['a list', '[]', /not a JSON object/],
  ['another version', JSON.stringify({ ...state, version: 2 }), /version is 2/],
  ['a broken counter', JSON.stringify({ ...state, batch: 1.5 }), /"batch" is not a whole number/],
  ['missing sums', JSON.stringify({ ...state, losses: {} }), /"losses"/],
  ['a broken history', JSON.stringify({ ...state, history: [{ epoch: 0 }] }), /"history"/],
  ['data that are no text', JSON.stringify({ ...state, data: 3 }), /"data"/],
  ['versions that are no texts', JSON.stringify({ ...state, versions: { node: 20 } }), /"versions"/],
  ['a broken best', JSON.stringify({ ...state, best: { epoch: 0 } }), /"best"/],
])('%s is refused with its reason', (_, text, reason) => {
  const parse = () => parseState(text, 'last/state.json');
  expect(parse).toThrow(reason);
  expect(parse).toThrow(/^Cannot resume from 'last\/state.json'/);
});
