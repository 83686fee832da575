// The example that opens a package's README, as a program: found in the text, type-checked with this repository's
// compiler settings, and run by plain Node inside the package, so that it imports what a user imports.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Seconds that an example may take on a busy machine; a reader should wait much less. */
const PATIENCE = 30;

/** The first `ts` block of a package's README; throws where there is none. */
export function readExample(folder: string): string {
  const path = join(folder, 'README.md');
  if (!existsSync(path))
    throw new Error(`${path} is missing; every package has a README that opens with an example`);
  const [, example] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(path, 'utf8')) ?? [];
  if (example === undefined)
    throw new Error(`${path} has no \`\`\`ts block; its first one is the package's example`);
  return example;
}

export interface CompiledExample {
  /** What the compiler finds wrong, a message for each. */
  readonly problems: readonly string[];
  /** JavaScript, inside the package. */
  readonly script: string;
}

/** Type-checks an example where it is written: in the folder of its package. */
export function compileExample(folder: string, example: string): CompiledExample {
  const workplace = join(folder, '.reports');
  const source = join(workplace, 'readme-example.mts');
  mkdirSync(workplace, { recursive: true });
  writeFileSync(source, example);
  const program = ts.createProgram([source], { ...compilerOptions(), outDir: workplace, rootDir: workplace });
  program.emit();
  return {
    problems: ts.getPreEmitDiagnostics(program).map(describe),
    script: join(workplace, 'readme-example.mjs'),
  };
}

/** Those of every package, without what belongs to building one. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  return { ...options, composite: false, declaration: false };
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const line =
    file && start !== undefined ? `line ${file.getLineAndCharacterOfPosition(start).line + 1}: ` : '';
  return line + ts.flattenDiagnosticMessageText(messageText, '\n');
}

export interface ExampleRun {
  /** Null when it took too long. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runExample(folder: string, script: string): ExampleRun {
  return spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8', timeout: 1000 * PATIENCE });
}
