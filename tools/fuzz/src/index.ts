// What the tests of hostile files share.
export { Chance } from './chance.ts';
export { type FuzzRequest, type FuzzTally, fuzz } from './fuzz.ts';
export { mutateJson } from './json.ts';
export { BYTES, type Mutator, putTokens, several } from './mutators.ts';
