// `npm run setup:gpu`: runs the install scripts that .npmrc keeps `npm ci` from running. They fetch CUDA code, hundreds
// of megabytes, from hosts of their own; what fails is said with what to do, and the rest goes on. Plain JavaScript without
// packages, for it has to run when half of them are missing. Exit codes: 0 all is there, 1 something is not.
import { spawnSync } from 'node:child_process';
import console from 'node:console';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = [join(ROOT, 'node_modules'), dirname(ROOT)].find((folder) =>
  existsSync(join(folder, 'onnxruntime-node')),
);
/** A host that never answers must not hold the others up. */
const MOST_MINUTES = 30;

/** node-pre-gyp puts the native part into a folder named after the Node-API's version. */
function hasBinding(folder) {
  const library = join(folder, 'lib');
  return existsSync(library) && readdirSync(library).some((api) => existsSync(join(library, api, 'tfjs_binding.node')));
}

const PARTS = [
  {
    name: 'onnxruntime-node',
    gives: 'the engine "onnx/cuda"',
    // The package offers nothing for other systems: WebGPU, CoreML and DirectML are inside it already.
    isOffered: process.platform === 'linux' && process.arch === 'x64',
    // With a value, as its own notes have it, the flag is not heeded (1.30); alone it means CUDA 12 on this system.
    script: ['script/install.js', '--onnxruntime-node-install'],
    isThere: (folder) =>
      existsSync(join(folder, 'bin', 'napi-v6', process.platform, process.arch, 'libonnxruntime_providers_cuda.so')),
    advice: 'Its install script fetches from NuGet. The engine also needs an NVIDIA driver, CUDA 12 and cuDNN 9.',
  },
  {
    name: '@tensorflow/tfjs-node-gpu',
    gives: 'the engine "tensorflow"',
    isOffered: process.arch === 'x64' && process.platform !== 'darwin',
    script: ['scripts/install.js', 'gpu', 'download'],
    isThere: hasBinding,
    advice:
      "Its install script fetches from Google's storage, and builds the native part with a C++ compiler where none is ready. " +
      'The engine also needs CUDA 11.2 and cuDNN 8.1, and Node 20 or 22. ' +
      'For the CPU alone: `npm install --ignore-scripts=false @tensorflow/tfjs-node`. ' +
      'A package built by hand is used where SEQBENCH_TFJS_NODE names its folder.',
  },
];

/** True where the part is there in the end. */
function setUp({ name, gives, isOffered, script, isThere, advice }) {
  const say = (text) => {
    console.log(`${name}: ${text}`);
  };
  if (!isOffered) {
    say(`offers nothing for ${process.platform}-${process.arch}; ${gives} stays missing here.`);
    return true;
  }
  const folder = join(MODULES, name);
  if (!existsSync(folder)) {
    say(`is not installed. Run \`npm install ${name}\` first, for ${gives}.`);
    return false;
  }
  if (isThere(folder)) {
    say(`is complete; nothing to do for ${gives}.`);
    return true;
  }
  say(`running its install script, for ${gives}.`);
  const { status, signal, error } = spawnSync(process.execPath, script, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: MOST_MINUTES * 60_000,
    // The script calls node-pre-gyp by name.
    env: { ...process.env, PATH: [join(MODULES, '.bin'), process.env.PATH ?? ''].join(delimiter) },
  });
  if (status === 0 && isThere(folder)) {
    say(`done; ${gives} can be tried: \`seqbench doctor\`.`);
    return true;
  }
  const how =
    error?.code === 'ETIMEDOUT'
      ? `was given up after ${MOST_MINUTES} minutes`
      : status === 0
        ? 'ended well, but what it should have fetched is not there'
        : `failed (${signal === null ? `exit code ${status ?? '?'}` : `signal ${signal}`})`;
  say(`the install script ${how}; its own words are above. ${advice} Everything else works without ${gives}.`);
  return false;
}

if (MODULES === undefined) {
  console.error('The packages are not installed. Run `npm ci` first.');
  process.exitCode = 2;
} else {
  const results = PARTS.map(setUp);
  process.exitCode = results.every(Boolean) ? 0 : 1;
}
