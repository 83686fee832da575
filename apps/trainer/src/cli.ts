// The command line: sub-commands, their options, and exit codes. Commands are loaded when they are run, so help and
// wrong usage answer at once.
import { Command, CommanderError, Option } from 'commander';
import { collect, positive, whole } from './arguments.ts';
import { BACKENDS, PRECISIONS } from './backend/names.ts';
import type {
  CommonOptions,
  ConvertOptions,
  DataPrepareOptions,
  DataSynthOptions,
  DemoOptions,
  DemoTasksOptions,
  DoctorOptions,
  EvalOptions,
  ExportCommandOptions,
  InspectOptions,
  PredictOptions,
  PretrainOptions,
  ReportOptions,
  SweepOptions,
  TrainOptions,
} from './commands/options.ts';
import { SYNTH_TASKS } from './commands/synth-tasks.ts';
import { describeFailure } from './errors.ts';
import { type CommandIo, commandIo, type IoStreams } from './io.ts';
import { TASK_NAMES } from './tasks/names.ts';

export interface CliHost extends IoStreams {
  /** Called once a command starts; the signal asks it to stop. */
  listen(): AbortSignal;
}

type Runner<Options> = (options: Options, io: CommandIo) => Promise<number>;

/** Runs the command that `argv` names (without node and script). Never throws; gives the exit code. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.code === 'commander.helpDisplayed' || error.code === 'commander.version' ? 0 : 2;
  }
  return exitCode;
}

function buildProgram(host: CliHost, finish: (exitCode: number) => void): Command {
  const program = new Command('dgsct')
    .description('Audio-visual learning with DG-SCT: render, prepare, train, evaluate, predict.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      outputError: (text, write) =>
        write(
          `dgsct: ${text
            .replace(/^error: /, '')
            .replace(/\s+/g, ' ')
            .trim()}\n`,
        ),
    })
    .helpCommand(false);

  /** Wires a sub-command to its module; `load` imports it. */
  const action =
    <Options extends CommonOptions>(load: () => Promise<Runner<Options>>) =>
    async (options: Options): Promise<void> => {
      finish(await runCommand(load, options, host));
    };

  const data = program.command('data').description('Make and prepare data sets.');
  quietly(data.command('synth'))
    .description('Render a small data set as real video files, in the layout of a published one.')
    .addOption(new Option('--task <task>', 'which data set').choices(SYNTH_TASKS).makeOptionMandatory())
    .requiredOption('--out <dir>', 'folder to write')
    .requiredOption('--clips <n>', 'number of clips', whole(3))
    .option('--test-clips <n>', `${TEST_CLIPS} (default: that fifth)`, whole(1))
    .option(
      '--seconds <n>',
      'length of a clip of avqa: 10, 20, 30, ... (default: 10; published: 60)',
      whole(10),
    )
    .option('--questions <n>', 'of each type about a clip of avqa, at most (default: 1)', whole(1))
    .option('--seed <s>', 'same seed, same clips', whole(0), 1)
    .option('--workers <n>', 'threads (default: one for each core)', whole(1))
    .action(action<DataSynthOptions>(async () => (await import('./commands/data-synth.ts')).runDataSynth));

  configured(data.command('prepare'))
    .description('Turn videos into cached tensors; goes on where an earlier run stopped.')
    .option('--data <dir>', 'folder of the data set (default: data.dir of the config)')
    .option('--cache <dir>', 'folder of the tensors (default: below the data)')
    .option('--workers <n>', 'processes (default: one for each core)', whole(1))
    .action(
      action<DataPrepareOptions>(async () => (await import('./commands/data-prepare.ts')).runDataPrepare),
    );

  quietly(program.command('pretrain'))
    .description('Train a tiny encoder on rendered pictures or sounds.')
    .addOption(
      new Option('--encoder <name>', 'which encoder').choices(['swin-v2', 'htsat']).makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'safetensors file to write')
    .option('--steps <n>', 'optimizer steps', whole(1))
    .option('--seed <s>', 'of weights and data', whole(0), 1)
    .action(action<PretrainOptions>(async () => (await import('./commands/pretrain.ts')).runPretrain));

  computing(configured(program.command('train')))
    .description('Train a model; Ctrl-C saves.')
    .option('--data <dir>', 'folder of the data set (default: data.dir of the config)')
    .option('--out <dir>', 'folder of the run (default: a new one below runs/)')
    .option('--epochs <n>', 'overrides training.epochs', whole(1))
    .option('--seed <s>', 'overrides training.seed', whole(0))
    .option('--dry-run', 'say what the run would take in memory and time, and whether it fits; begin none')
    .option(
      '--overfit <n>',
      'train on so many clips and measure on the same, to see whether it can learn',
      whole(1),
    )
    .option('--max-steps <n>', 'stop, saved, once the run has taken so many optimizer steps', whole(1))
    .option('--max-minutes <n>', 'stop, saved, after so many minutes', positive)
    .option('--keep <n>', 'how many of the newest checkpoints stay, beside the best', whole(1), 1)
    .option('--save-minutes <n>', 'save within an epoch too, so often', positive, 30)
    .option('--resume', 'continue the run in --out from its newest valid checkpoint')
    .action(action<TrainOptions>(async () => (await import('./commands/train.ts')).runTrain));

  computing(configured(program.command('sweep')))
    .description('Train with several seeds, and tell mean and standard deviation of their results.')
    .requiredOption('--out <dir>', 'folder of the runs')
    .option('--data <dir>', 'folder of the data set (default: data.dir of the config)')
    .option('--seeds <n>', 'how many, from training.seed on', whole(2), 3)
    .option('--epochs <n>', 'overrides training.epochs', whole(1))
    .action(action<SweepOptions>(async () => (await import('./commands/sweep.ts')).runSweep));

  computing(quietly(program.command('report')))
    .description('Write the page of a run: curves, score by class, examples, config.')
    .option('--run <dir>', 'folder of the run (default: the newest below runs/)')
    .option('--data <dir>', 'folder of the data set (default: the one it was trained on)')
    .addOption(new Option('--split <name>', 'which clips').choices(['train', 'val', 'test']).default('test'))
    .action(action<ReportOptions>(async () => (await import('./commands/report.ts')).runReportCommand));

  rounding(overridable(quietly(program.command('eval'))))
    .description('Measure a trained model on a split: a run, or a checkpoint of the published code.')
    .addOption(new Option('--task <task>', 'what the model answers').choices(TASK_NAMES).default('ave'))
    .option('--run <dir>', 'folder of the run')
    .option('--weights <file>', 'checkpoint of a whole network instead of a run')
    .option('--config <preset|file>', 'how to build the network of --weights (default: ave-paper)')
    .option('--data <dir>', 'folder of the data set (default: the one it was trained on)')
    .addOption(new Option('--split <name>', 'which clips').choices(['train', 'val', 'test']).default('test'))
    .action(action<EvalOptions>(async () => (await import('./commands/eval.ts')).runEval));

  const predict = action<PredictOptions>(async () => (await import('./commands/predict.ts')).runPredict);
  rounding(quietly(program.command('predict')))
    .description(
      'Answer a video: the event of each second, or a question about it, whatever the run has learned.',
    )
    .argument('<video>', 'any file that the decoder reads; put -- before a name with a leading dash')
    .option('--run <dir>', 'folder of the run (default: the newest below runs/)')
    .option('--question <text>', 'what is asked about the video, for a run of avqa')
    .option('--json', 'print JSON instead of a table')
    .option('--report <file>', 'HTML report to write (default: below the run; none with --json)')
    .option('--out <dir>', 'folder for masks and overlay of a segmentation (default: below the run)')
    .action((video: string, options: Omit<PredictOptions, 'video'>) => predict({ ...options, video }));

  const inspect = action<InspectOptions>(async () => (await import('./commands/inspect.ts')).runInspect);
  ignoring(quietly(program.command('inspect')))
    .description('Say what a checkpoint holds, which model it is, and what of it does not fit.')
    .argument('<file>', 'safetensors, or .pt, .pth, .ckpt of PyTorch')
    .option('--json', 'print JSON')
    .action((file: string, options: Omit<InspectOptions, 'file'>) => inspect({ ...options, file }));

  const convert = action<ConvertOptions>(async () => (await import('./commands/convert.ts')).runConvert);
  ignoring(quietly(program.command('convert')))
    .description("Write a checkpoint of another library as safetensors in this program's names.")
    .argument('<in>', 'safetensors, or .pt, .pth, .ckpt of PyTorch')
    .argument('<out>', 'safetensors file to write')
    .option(
      '--as <model>',
      'swin-v2, htsat, ave, avvp, avs, avqa, or a published one such as swinv2_large_window12_192_22k (default: told by the file)',
    )
    .option('--force', 'replace <out> if it exists')
    .action((input: string, output: string, options: Omit<ConvertOptions, 'input' | 'output'>) =>
      convert({ ...options, input, output }),
    );

  const exportRun = action<ExportCommandOptions>(
    async () => (await import('./commands/export.ts')).runExport,
  );
  quietly(program.command('export'))
    .description('Write a trained run as an ONNX file that other programs run.')
    .argument('<out>', 'ONNX file to write; a .json beside it names classes, inputs and outputs')
    .option('--run <dir>', 'folder of the run (default: the newest below runs/)')
    .option('--force', 'replace <out> if it exists')
    .action((output: string, options: Omit<ExportCommandOptions, 'output'>) =>
      exportRun({ ...options, output }),
    );

  quietly(program.command('doctor'))
    .description('Say what this machine can do, what is missing and how to get it.')
    .option('--json', 'print JSON')
    .action(action<DoctorOptions>(async () => (await import('./commands/doctor.ts')).runDoctor));

  overridable(quietly(program.command('demo')))
    .description('Render, train, evaluate and predict, from nothing to a report.')
    .option('--out <dir>', 'folder of the demo', 'runs/demo')
    .option('--clips <n>', 'number of clips', whole(3), 400)
    .option('--test-clips <n>', TEST_CLIPS, whole(1), 160)
    .option('--seed <s>', 'of data and training', whole(0), 1)
    .option('--epochs <n>', 'overrides training.epochs', whole(1))
    .action(action<DemoOptions>(async () => (await import('./commands/demo.ts')).runDemo));

  overridable(quietly(program.command('demo-tasks')))
    .description('The same for every task: one page with what each scored, and cases right and wrong.')
    .option('--out <dir>', 'folder of the demo', 'runs/tasks')
    .addOption(new Option('--only <tasks...>', 'these tasks (default: all)').choices(SYNTH_TASKS))
    .option('--clips <n>', 'number of clips for each task (default: enough for its preset)', whole(3))
    .option('--test-clips <n>', TEST_CLIPS, whole(1), 240)
    .option('--seed <s>', 'of data and training', whole(0), 1)
    .option('--epochs <n>', 'overrides training.epochs', whole(1))
    .action(action<DemoTasksOptions>(async () => (await import('./commands/demo-tasks.ts')).runDemoTasks));

  return program;
}

const TEST_CLIPS = 'clips of the test split, in place of a fifth of --clips';

const quietly = (command: Command): Command =>
  command.option('-q, --quiet', 'no progress; errors and results only').allowExcessArguments(false);

const computing = (command: Command): Command =>
  command.addOption(new Option('--backend <name>', 'what computes (default: onnxruntime)').choices(BACKENDS));

const rounding = (command: Command): Command =>
  computing(command).addOption(
    new Option('--precision <name>', 'products of frozen weights (default: float32)').choices(PRECISIONS),
  );

const ignoring = (command: Command): Command =>
  command.option(
    '--ignore-globals <names>',
    'what a PyTorch file may refer to beside tensors, separated by commas; it is left out, never run',
    (names: string) => names.split(','),
  );

const overridable = (command: Command): Command =>
  command.option('--set <key=value>', 'changes one key of the config; may be repeated', collect, []);

const configured = (command: Command): Command =>
  overridable(quietly(command).requiredOption('--config <preset|file>', 'name of a preset, or a YAML file'));

/** The one place where a command's error becomes a sentence. */
async function runCommand<Options extends CommonOptions>(
  load: () => Promise<Runner<Options>>,
  options: Options,
  host: CliHost,
): Promise<number> {
  const io = commandIo(host, host.listen(), options.quiet ?? false);
  try {
    const run = await load();
    return await run(options, io);
  } catch (error) {
    const { sentence, exitCode } = describeFailure(error);
    io.warn(`dgsct: ${sentence}`);
    if (process.env.DGSCT_DEBUG === '1' && error instanceof Error) io.warn(error.stack ?? '');
    return exitCode;
  }
}
