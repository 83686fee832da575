// Finds, reads and checks a config: a preset of this package or a YAML file, with overrides on top.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { reasonOf, UsageError } from '../errors.ts';
import { checkConfig } from './check.ts';
import { closest } from './closest.ts';
import { applyOverride } from './overrides.ts';
import type { Config } from './schema.ts';

const PRESETS = new URL('../../presets/', import.meta.url);

/** Names that `loadConfig` takes besides files. */
export function presetNames(): string[] {
  return readdirSync(PRESETS)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * The config named by a preset or a file, after `overrides` (`key.path=value`, in order).
 * @throws {UsageError} in one sentence.
 */
export function loadConfig(presetOrFile: string, overrides: readonly string[] = []): Config {
  const raw = parseYaml(readSource(presetOrFile), presetOrFile);
  for (const text of overrides) applyOverride(raw, text);
  return checkConfig(raw, presetOrFile);
}

function readSource(presetOrFile: string): string {
  const presets = presetNames();
  if (presets.includes(presetOrFile)) {
    return readFileSync(fileURLToPath(new URL(`${presetOrFile}.yaml`, PRESETS)), 'utf8');
  }
  if (statSync(presetOrFile, { throwIfNoEntry: false }) === undefined) {
    const guess = closest(presetOrFile, presets);
    const advice = guess === undefined ? `the presets are ${presets.join(', ')}` : `did you mean "${guess}"?`;
    throw new UsageError(`there is no preset or file "${presetOrFile}"; ${advice}`);
  }
  try {
    return readFileSync(presetOrFile, 'utf8');
  } catch (error) {
    throw new UsageError(`the config ${presetOrFile} cannot be read: ${reasonOf(error)}`);
  }
}

function parseYaml(text: string, source: string): Record<string, unknown> {
  const document = parseDocument(text, { prettyErrors: false });
  const error = document.errors[0];
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length;
    throw new UsageError(`${source}, line ${line}: not valid YAML (${reasonOf(error)})`);
  }
  const raw: unknown = document.toJS();
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return { ...raw };
  throw new UsageError(`${source}: a config must be a group of keys; see the presets for an example`);
}
