// The way from a wheel to an addon in its place, with a compiler that writes down what it was asked; and the sentence
// for each part that is missing. The README has the command for the real thing.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import util from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { installTfjsNode } from './install.ts';
import {
  NEEDED,
  SUPPORTED,
  temporaryFolder,
  without,
  writeCompiler,
  writePackage,
  writeSitePackages,
  writeWheel,
} from './testing/scene.ts';

const useCompiler = (body: string): void => void vi.stubEnv('CXX', writeCompiler(body));
const WRITES_DOWN = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const libraries = argv.filter((word) => /\\.so/.test(word)).map((path) => readFileSync(path, 'utf8'));
  writeFileSync(output, JSON.stringify({ argv, libraries }));`;
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

interface Asked {
  readonly argv: readonly string[];
  readonly libraries: readonly string[];
}

const LIBRARIES = ['the large library', 'the small library'];

describe.runIf(SUPPORTED)('installTfjsNode', () => {
  it('unpacks a wheel, compiles both sources against it and puts the result where the package looks', async () => {
    useCompiler(WRITES_DOWN);
    const { folder, packageFolder } = writePackage();
    const steps: string[] = [];
    mkdirSync(join(packageFolder, '.from-wheel', 'cut off'), { recursive: true });
    const tensorflow = writeWheel({ ...NEEDED, 'tensorflow/python/other.so': 'not needed' });
    const { name, version } = await installTfjsNode({
      tensorflow,
      folder,
      onStep: (step) => steps.push(step),
    });
    expect(name).toBe('@tensorflow/tfjs-node');
    const { argv, libraries } = JSON.parse(version) as Asked;
    expect(libraries).toEqual(LIBRARIES);
    expect(argv).toEqual(expect.arrayContaining(['-shared', '-fPIC', '-DNAPI_VERSION=8']));
    expect(argv).toContain('-Wl,-rpath,$ORIGIN/../../deps/lib');
    for (const source of ['tfjs_backend.cc', 'tfjs_binding.cc']) {
      expect(argv).toContain(join(packageFolder, 'binding', source));
    }
    const nodeHeaders = argv.find((word) => word.includes('node-api-headers'))?.slice('-I'.length) ?? '';
    expect(existsSync(join(nodeHeaders, 'node_api.h'))).toBe(true);
    expect(readdirSync(packageFolder).sort()).toEqual(['binding', 'deps', 'index.js', 'lib']);
    const deps = join(packageFolder, 'deps', 'lib');
    expect(readdirSync(deps)).toEqual(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']);
    expect(steps.slice(1)).toEqual(['unpacking the wheel', `compiling with ${process.env.CXX}`, 'trying it']);
  });

  it('leaves an installed TensorFlow where it is', async () => {
    useCompiler(WRITES_DOWN);
    const { folder, packageFolder } = writePackage();
    const sitePackages = writeSitePackages();
    const tensorflow = join(sitePackages, 'tensorflow');
    for (const place of [sitePackages, tensorflow]) {
      const { version } = await installTfjsNode({ tensorflow: place, folder });
      const { argv, libraries } = JSON.parse(version) as Asked;
      expect(libraries).toEqual(LIBRARIES);
      expect(argv).toContain(`-Wl,-rpath,${tensorflow}`);
      expect(argv).toContain(`-I${join(tensorflow, 'include')}`);
      expect(readdirSync(packageFolder).sort()).toEqual(['binding', 'index.js', 'lib']);
    }
  });

  it('keeps the package as it was when the compiler fails, and says why it did', async () => {
    useCompiler(
      `console.error('warm-up\\nbinding.cc:1: fatal error: no such thing\\nmore'); process.exit(1);`,
    );
    const { folder, packageFolder } = writePackage();
    const old = join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node');
    mkdirSync(join(old, '..'), { recursive: true });
    writeFileSync(old, 'an older one');
    const failing = installTfjsNode({ tensorflow: writeWheel(), folder });
    await expect(failing).rejects.toMatchObject({
      code: 'NOT_COMPILED',
      message: expect.stringContaining('(binding.cc:1: fatal error: no such thing)') as string,
    });
    expect(readFileSync(old, 'utf8')).toBe('an older one');
    expect(readdirSync(packageFolder).sort()).toEqual(['binding', 'index.js', 'lib']);
  });

  it('says that what was built does not load', async () => {
    useCompiler(WRITES_DOWN);
    const { folder, packageFolder } = writePackage();
    writeFileSync(join(packageFolder, 'index.js'), `throw new Error('undefined symbol: TF_Version')`);
    await expect(installTfjsNode({ tensorflow: writeSitePackages(), folder })).rejects.toMatchObject({
      code: 'NOT_LOADED',
      message: expect.stringContaining('undefined symbol: TF_Version') as string,
    });
  });
});

describe.runIf(SUPPORTED)('a machine is refused that is', () => {
  const refused = () => installTfjsNode({ tensorflow: writeSitePackages(), folder: temporaryFolder() });

  it('not Linux', async () => {
    vi.stubGlobal('process', { ...process, platform: 'darwin' });
    await expect(refused()).rejects.toThrow(/^this builds for Linux, not for darwin; install/);
  });

  it('too new for tfjs-node', async ({ onTestFinished }) => {
    const { isNullOrUndefined } = util;
    onTestFinished(() => void Object.assign(util, { isNullOrUndefined }));
    Reflect.deleteProperty(util, 'isNullOrUndefined');
    await expect(refused()).rejects.toThrow(/which Node \d+\.\d+\.\d+ no longer has; use Node 22 or older/);
  });
});

describe.runIf(SUPPORTED)('a missing part is named:', () => {
  const [LIBRARY = ''] = Object.keys(NEEDED);
  const EAGER = 'tensorflow/include/tensorflow/c/eager/c_api.h';
  const cut = (): string => {
    const path = writeWheel();
    writeFileSync(path, readFileSync(path).subarray(0, -30));
    return path;
  };

  it.each<[string, () => string, string, RegExp]>([
    [
      'no file',
      () => '/gone.whl',
      'NO_TENSORFLOW',
      /^there is no "\/gone\.whl"; name a wheel .* pip download/,
    ],
    [
      'no wheel',
      () => join(writeSitePackages(), LIBRARY),
      'NO_TENSORFLOW',
      /is neither a folder nor a wheel; name/,
    ],
    [
      'a folder without TensorFlow',
      temporaryFolder,
      'NO_TENSORFLOW',
      /holds no tensorflow\/libtensorflow_cc\.so\.2 .*site-packages/,
    ],
    [
      'an installation without headers',
      () => writeSitePackages(without(EAGER)),
      'NO_TENSORFLOW',
      /the headers of TensorFlow .*eager\/c_api\.h.* are missing/,
    ],
    [
      'a wheel without headers',
      () => writeWheel(without(EAGER)),
      'NO_TENSORFLOW',
      /the headers of TensorFlow/,
    ],
    [
      'a wheel without the library',
      () => writeWheel(without(LIBRARY)),
      'BAD_WHEEL',
      /holds no libtensorflow_cc\.so\.2; take/,
    ],
    ['a wheel cut short', cut, 'BAD_WHEEL', /cannot be unpacked \(.+\); make sure that it is complete/],
    ...[
      'tensorflow-2.21.0-cp311-cp311-win_amd64.whl',
      'tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl',
      'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_ppc64le.whl',
      'six-1.17.0-py2.py3-none-any.whl',
    ].map((name): [string, () => string, string, RegExp] => [
      name,
      () => writeWheel(NEEDED, name),
      'BAD_WHEEL',
      /is not for Linux on \w+, going by its name/,
    ]),
  ])('%s', async (_name, tensorflow, code, sentence) => {
    useCompiler(WRITES_DOWN);
    const { folder, packageFolder } = writePackage();
    await expect(installTfjsNode({ tensorflow: tensorflow(), folder })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence) as string,
    });
    expect(readdirSync(packageFolder).sort()).toEqual(['binding', 'index.js']);
  });

  it.each([
    [
      'CXX',
      { CXX: '/no/compiler' },
      /^there is no C\+\+ compiler \(looked for \/no\/compiler\); install one/,
    ],
    ['the PATH', { CXX: '', PATH: '/nowhere' }, /looked for c\+\+, g\+\+, clang\+\+/],
  ])('a compiler in %s', async (_name, env, sentence) => {
    for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
    const { folder } = writePackage();
    await expect(installTfjsNode({ tensorflow: writeSitePackages(), folder })).rejects.toMatchObject({
      code: 'NO_COMPILER',
      message: expect.stringMatching(sentence) as string,
    });
  });

  it('the sources of the addon, and npm', async () => {
    useCompiler(WRITES_DOWN);
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'node_modules', '@tensorflow', 'tfjs-node'), { recursive: true });
    const tensorflow = writeSitePackages();
    await expect(installTfjsNode({ tensorflow, folder })).rejects.toMatchObject({
      code: 'NO_PACKAGE',
      message: expect.stringMatching(/tfjs-node has no folder binding/) as string,
    });
    vi.stubEnv('PATH', '/nowhere');
    await expect(installTfjsNode({ tensorflow, folder, gpu: true })).rejects.toMatchObject({
      code: 'NO_PACKAGE',
      message: expect.stringMatching(
        /npm does not install @tensorflow\/tfjs-node-gpu in .* \(there is no npm\)/,
      ) as string,
    });
  });
});
