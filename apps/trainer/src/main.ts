// The process around the command line: streams, signals and the exit code. Nothing here knows a command.
import { runCli } from './cli.ts';
import { listenForInterrupts } from './interrupt.ts';

// A reader that has seen enough (`dgsct ... | head`) closes the pipe; that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  listen: listenForInterrupts,
});
// Worker threads may linger; what was written to a pipe must not be lost.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
