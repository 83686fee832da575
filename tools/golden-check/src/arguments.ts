// What the command line says, or an error that says what it should.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKENDS, type Backend, isBackend } from './backend-names.ts';

export interface Arguments {
  /** Golden folders, absolute. */
  readonly folders: readonly string[];
  /** Which files, by `part/name`. */
  readonly only: RegExp;
  readonly json: boolean;
  readonly backend: Backend;
}

export const USAGE = `usage: golden DIR... [--only REGEX] [--json] [--backend ${BACKENDS.join('|')}]`;

export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

const OPTIONS = {
  only: { type: 'string', default: '' },
  json: { type: 'boolean', default: false },
  backend: { type: 'string', default: 'onnxruntime' },
} as const;

/** Folders are relative to `directory`. Throws `UsageError`. */
export function readArguments(args: readonly string[], directory: string): Arguments {
  const { values, positionals } = parse(args);
  const { json, backend } = values;
  if (!isBackend(backend)) {
    throw new UsageError(`There is no backend "${backend}"; take ${BACKENDS.join(', ')}.`);
  }
  if (positionals.length === 0) {
    throw new UsageError('Name at least one golden folder: one with a manifest.json and its safetensors.');
  }
  const folders = positionals.map((folder) => resolve(directory, folder));
  const missing = folders.find((folder) => !existsSync(`${folder}/manifest.json`));
  if (missing !== undefined) throw new UsageError(`${missing} is no golden folder: it has no manifest.json.`);
  return { folders, only: regexOf(values.only), json, backend };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function regexOf(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw new UsageError(`--only takes a regular expression. ${(error as Error).message}.`);
  }
}
