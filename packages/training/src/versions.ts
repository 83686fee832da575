// The versions of what a run is computed with. Other ones may round otherwise, so a run says when they change.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

export type Versions = Readonly<Record<string, string>>;

/** Of Node, tfjs and these packages, which are released under one number. */
export function currentVersions(): Versions {
  const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return {
    node: process.versions.node,
    '@tensorflow/tfjs': tf.version.tfjs,
    '@dg-sct/training': own.version,
  };
}

/** Sentences such as `node was 20.19.0 and is 22.1.0`. */
export function versionChanges(before: Versions, now: Versions): string[] {
  return Object.entries(now).flatMap(([name, version]) => {
    const old = before[name];
    return old === undefined || old === version ? [] : [`${name} was ${old} and is ${version}`];
  });
}
