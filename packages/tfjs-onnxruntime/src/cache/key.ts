// What a cached graph depends on: the traced graph with everything in it but the numbers that it is fed, and
// the code that cleans and writes it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { WeightRange } from '../graph/quantize.ts';
import { structureKey } from '../runtime/structure.ts';
import type { Trace } from '../trace.ts';
import type { Checkpoint, Node, Value } from '../value.ts';

/** Folders whose code decides how a traced graph becomes a model. */
const CODE = ['../graph/', '../onnx/'];

/** What is chosen about a model beside what it computes. */
export interface Preparation {
  /** The range of weights where products of constants are computed in int8. */
  readonly int8?: WeightRange | undefined;
  /** Whether the model tells shapes of its inputs. */
  readonly shapes: boolean;
}

/** A name for the model of this trace; `nodes` are those of its outputs, in dependency order. */
export function cacheKey(
  traced: Pick<Trace<never>, 'outputs' | 'feeds' | 'constants'>,
  nodes: readonly Node[],
  { int8, shapes, replaced }: Preparation & { readonly replaced: ReadonlyMap<number, Value> },
): string {
  const feeds = new Map([...traced.feeds.keys()].map((leaf, index) => [leaf, index]));
  const owners = new Map(traced.constants.map(({ value }, index) => [value, index]));
  const describe = (leaf: Value): string => {
    const feed = feeds.get(leaf);
    return feed === undefined ? `constant ${owners.get(leaf) ?? ''} ${contents(leaf)}` : `feed ${feed}`;
  };
  const hash = createHash('sha256')
    .update(`${toolsVersion()} ${int8 ?? 'float32'} ${shapes} `)
    .update(structureKey(nodes, traced.outputs, describe))
    .update([...replaced].map(([output, leaf]) => `${output} ${feeds.get(leaf)}`).join());
  const checkpoints = new Map<Checkpoint | undefined, number>();
  for (const { scope, checkpoint } of nodes) {
    if (!checkpoints.has(checkpoint)) checkpoints.set(checkpoint, checkpoints.size);
    // Names of nodes hold their module path, which errors and profiles show.
    hash.update(`${checkpoints.get(checkpoint)} ${scope}\n`);
  }
  return hash.digest('hex');
}

function contents({ data }: Value): string {
  if (data === undefined) return '';
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash('sha256').update(bytes).digest('base64');
}

let version: string | undefined;

/** Changes with this package's code and with ONNX Runtime, which computes constant parts. */
function toolsVersion(): string {
  version ??= findVersion();
  return version;
}

function findVersion(): string {
  const hash = createHash('sha256');
  for (const folder of CODE) {
    const url = new URL(folder, import.meta.url);
    for (const name of readdirSync(url).sort()) {
      if (/(?<!\.d|\.test)\.[jt]s$/.test(name)) hash.update(readFileSync(new URL(name, url)));
    }
  }
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
  return hash.update(version).digest('hex');
}
