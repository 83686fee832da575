// The coverage page: the op table as Markdown, with the ONNX operations that each
// kernel was seen to become while the cases of the tests ran.
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../src/backend.ts';
import { dependencyOrder } from '../src/graph/order.ts';
import { BACKEND_NAME } from '../src/index.ts';
import { KERNELS } from '../src/lowering/table.ts';
import type { GradientSource, KernelEntry } from '../src/lowering/types.ts';
import { UNSUPPORTED } from '../src/lowering/unsupported.ts';
import { type Case, cases, tensorsOf, weightedSum } from './kernel-cases.ts';

const GRADIENT: Readonly<Record<GradientSource, string>> = {
  tfjs: "tfjs's, of the kernel",
  operation: "tfjs's, of the operation",
  own: 'hand-written, here',
  none: '',
};

const RESULT: Readonly<Record<string, string>> = {
  first: 'as the first input',
  second: 'as the second input',
  counted: 'as the input, int32 for bool',
  attribute: 'the attribute `dtype`',
};

/** Notes the operations that each kernel adds to the graph while `body` runs. */
function watch(body: () => void): ReadonlyMap<string, ReadonlySet<string>> {
  const backend = tf.backend() as OnnxRuntimeBackend;
  const seen = new Map<string, Set<string>>();
  const originals = Object.keys(KERNELS).flatMap((name) => tf.getKernel(name, BACKEND_NAME) ?? []);
  for (const config of originals) {
    const operations = new Set<string>();
    seen.set(config.kernelName, operations);
    tf.unregisterKernel(config.kernelName, BACKEND_NAME);
    tf.registerKernel({
      ...config,
      kernelFunc: (call) => {
        const given = Object.values(call.inputs).filter((info) => info !== undefined && info !== null);
        const before = new Set(
          dependencyOrder(given.map((info) => backend.graphValue(info as tf.TensorInfo))),
        );
        const result = config.kernelFunc(call);
        const values = [result].flat().map((info) => backend.graphValue(info));
        for (const node of dependencyOrder(values)) if (!before.has(node)) operations.add(node.op);
        return result;
      },
    });
  }
  try {
    body();
  } finally {
    for (const config of originals) {
      tf.unregisterKernel(config.kernelName, BACKEND_NAME);
      tf.registerKernel(config);
    }
  }
  return seen;
}

function run({ body, gradient, ...rest }: Case): void {
  tf.tidy(() => {
    const tensors = tensorsOf({ body, gradient, ...rest });
    if (gradient === false) {
      body(...tensors);
      return;
    }
    const floating = tensors.filter(({ dtype }) => dtype === 'float32');
    tf.grads((...given) => {
      const queue = [...given];
      return weightedSum(body(...tensors.map((t) => (t.dtype === 'float32' ? (queue.shift() ?? t) : t))));
    })(floating);
  });
}

function resultOf({ result }: KernelEntry): string {
  return [result]
    .flat()
    .map((rule) => RESULT[rule] ?? rule)
    .join('; ');
}

/** A Markdown table with columns of even width, as the formatter leaves it. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [line(header, ' '), line([], '-'), ...rows.map((row) => line(row, ' '))].join('\n');
}

/** The page. The backend must be active. */
export function coveragePage(): string {
  const operations = watch(() => cases.forEach(run));
  const covered = Object.entries(KERNELS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => {
      const onnx = [...(operations.get(name) ?? [])].sort().join(', ');
      return [
        name,
        onnx === '' ? 'none: a constant, or its input' : onnx,
        resultOf(entry),
        GRADIENT[entry.gradient],
      ];
    });
  const missing = Object.entries(UNSUPPORTED);
  return `# Kernels

Written by \`pnpm coverage-page\` from the op table, \`src/lowering/table.ts\`; a test fails where the two differ.

${covered.length} kernels run. The second column lists the ONNX operations that a kernel becomes in the calls of this package's tests, before the
clean-up; which of them depends on shapes and attributes.

${table(['kernel', 'ONNX operations', 'dtype of the result', 'gradient'], covered)}

${missing.length} kernels do not; calling one fails with the code \`UNSUPPORTED_KERNEL\`.

${table(['kernel', 'why'], missing)}
`;
}
