// Reads a golden's config with a check at every step: an error names the key.
import { type GoldenEntry, list, number, text } from '@dg-sct/goldens';

export type Config = GoldenEntry['config'];

export const numberIn = (config: Config, key: string): number => number(config[key], `config's ${key}`);

export const numberOr = (config: Config, key: string, otherwise: number): number =>
  config[key] === undefined ? otherwise : numberIn(config, key);

export const textIn = (config: Config, key: string): string => text(config[key], `config's ${key}`);

export const numbersIn = (config: Config, key: string): number[] =>
  list(config[key], `config's ${key}`).map((value) => number(value, `a value of config's ${key}`));

/** Whether all keys are there. */
export const has = (config: Config, ...keys: readonly string[]): boolean =>
  keys.every((key) => config[key] !== undefined);
