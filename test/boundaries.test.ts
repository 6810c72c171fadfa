/** Holds the one-way imports of the folders. Lint rules would not see dynamic imports; this reads every file. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LAYERS = ['src', 'baselines', 'harness', 'reports'] as const;

interface SourceText {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

function filesBelow(directory: string): SourceText[] {
  return readdirSync(join(ROOT, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return /\.(ts|mts|mjs|js)$/u.test(entry.name) ? [{ path, text: readFileSync(join(ROOT, path), 'utf8') }] : [];
  });
}

interface ImportFound {
  /** Null where an import is computed and cannot be read off. */
  readonly target: string | null;
  readonly isTypeOnly: boolean;
}

function importsOf({ path, text }: SourceText): ImportFound[] {
  const found: ImportFound[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const isTypeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      if (ts.isStringLiteral(node.moduleSpecifier)) found.push({ target: node.moduleSpecifier.text, isTypeOnly });
    } else if (ts.isCallExpression(node)) {
      const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
      const [argument] = node.arguments;
      if (isImport || isRequire) {
        const isLiteral = argument !== undefined && ts.isStringLiteralLike(argument);
        found.push({ target: isLiteral ? argument.text : null, isTypeOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** The runtimes that compute; @tensorflow/tfjs-core alone is the language that models are written in. */
function isRuntime(target: string): boolean {
  return /^(onnxruntime-|@tensorflow\/|@huggingface\/transformers)/u.test(target);
}

/** `reduce` hands large matrix products to the engine. */
const MODEL_FOLDERS = ['src/network/', 'src/training/', 'src/inference/', 'src/generation/', 'src/profiles/reduce/'];

/** Modules that only describe or store what was measured: what reports may see besides the metrics. */
const RECORD_MODULES = [
  'harness/records/record.ts',
  'src/canonicalJson.ts',
  'harness/search/searchRecord.ts',
  'harness/search/choiceText.ts',
  'harness/records/exampleCases.ts',
];

/**
 * Who may import by a computed path: the registry, which finds baselines, an engine that may not be installed, and what a
 * thread begins with.
 */
const COMPUTED_IMPORTS = ['harness/config/registry.ts', 'src/engine/tensorflowEngine.ts', 'src/typeScriptThread.mjs'];

/** Language models and text encoders run through @huggingface/transformers, which brings the runtime with it; the last only
 * asks it where it keeps models. */
const LANGUAGE_MODELS = [
  'src/profiles/generate/localModel.ts',
  'src/profiles/encode/openTextModel.ts',
  'src/generation/hubFolder.ts',
];

function layerOf(path: string): string {
  return path.split('/')[0]!;
}

/** The baseline that a path belongs to: its file or its folder. */
function baselineOf(path: string): string {
  return path.split('/')[1]!.replace(/\.ts$/u, '');
}

function violation(from: string, target: string, isTypeOnly: boolean): string | null {
  if (!target.startsWith('.')) {
    if (!isRuntime(target) || isTypeOnly || from.startsWith('src/engine/')) return null;
    if (target === '@huggingface/transformers' && LANGUAGE_MODELS.includes(from)) return null;
    const mayUseCore = MODEL_FOLDERS.some((folder) => from.startsWith(folder));
    return mayUseCore && target === '@tensorflow/tfjs-core' ? null : `${from} imports the runtime ${target}`;
  }
  const to = posix.join(posix.dirname(from), target);
  const [layer, other] = [layerOf(from), layerOf(to)];
  const allowed: Readonly<Record<string, boolean>> = {
    src: other === 'src',
    baselines: other === 'src' || (other === 'baselines' && baselineOf(from) === baselineOf(to)),
    harness: ['src', 'harness', 'reports'].includes(other) || (from === 'harness/bin.mjs' && other === 'dist'),
    reports: other === 'reports' || /^src\/(metrics|statistics)\//u.test(to) || RECORD_MODULES.includes(to),
  };
  return allowed[layer] === true ? null : `${from} imports ${to}`;
}

function violations(files: readonly SourceText[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap(({ target, isTypeOnly }) => {
      if (target === null) return COMPUTED_IMPORTS.includes(file.path) ? [] : [`${file.path} imports a computed path`];
      return violation(file.path, target, isTypeOnly) ?? [];
    }),
  );
}

describe('folder boundaries', () => {
  it('hold in every file', () => {
    const files = LAYERS.flatMap(filesBelow);
    expect(files.length).toBeGreaterThan(50);
    expect(violations(files)).toEqual([]);
  });

  it.each([
    [
      'src/metrics/a.ts',
      "import { x } from '../../harness/records/record.ts';",
      'src/metrics/a.ts imports harness/records/record.ts',
    ],
    ['src/a.ts', "const x = await import('../baselines/sasrec.ts');", 'src/a.ts imports baselines/sasrec.ts'],
    ['src/a.ts', "export * from '../reports/rows.ts';", 'src/a.ts imports reports/rows.ts'],
    [
      'src/a.ts',
      "import type { X } from '../harness/records/record.ts';",
      'src/a.ts imports harness/records/record.ts',
    ],
    ['baselines/a.ts', "import b from './b.ts';", 'baselines/a.ts imports baselines/b.ts'],
    ['baselines/a/index.ts', "import b from '../b/part.ts';", 'baselines/a/index.ts imports baselines/b/part.ts'],
    [
      'baselines/a.ts',
      "import { m } from '../harness/case/measure.ts';",
      'baselines/a.ts imports harness/case/measure.ts',
    ],
    ['harness/a.ts', "import s from '../baselines/sasrec.ts';", 'harness/a.ts imports baselines/sasrec.ts'],
    ['harness/a.ts', 'const s = await import(path);', 'harness/a.ts imports a computed path'],
    ['harness/a.ts', "import { f } from '../test/fixture.ts';", 'harness/a.ts imports test/fixture.ts'],
    ['reports/a.ts', "import { f } from '../src/training/fit.ts';", 'reports/a.ts imports src/training/fit.ts'],
    ['reports/a.ts', "import { r } from '../harness/run/runCases.ts';", 'reports/a.ts imports harness/run/runCases.ts'],
    ['src/network/a.ts', "import o from 'onnxruntime-node';", 'src/network/a.ts imports the runtime onnxruntime-node'],
    [
      'src/network/a.ts',
      "await import('@tensorflow/tfjs-backend-cpu');",
      'src/network/a.ts imports the runtime @tensorflow/tfjs-backend-cpu',
    ],
    [
      'baselines/a.ts',
      "import * as tf from '@tensorflow/tfjs-core';",
      'baselines/a.ts imports the runtime @tensorflow/tfjs-core',
    ],
    ['src/a.ts', "const o = require('onnxruntime-node');", 'src/a.ts imports the runtime onnxruntime-node'],
  ])('catch a planted violation in %s: %s', (path, text, expected) => {
    expect(violations([{ path, text }])).toEqual([expected]);
  });

  it.each([
    ['src/network/a.ts', "import * as tf from '@tensorflow/tfjs-core';"],
    ['src/engine/onnx/a.ts', "await import('onnxruntime-node');"],
    ['src/a.ts', "import type { Tensor } from '@tensorflow/tfjs-core';"],
    ['baselines/a/index.ts', "import { x } from './part.ts'; import { y } from '../../src/baseline.ts';"],
    ['harness/config/registry.ts', 'await import(file);'],
    [
      'reports/a.ts',
      "import type { RunRecord } from '../harness/records/record.ts'; import '../src/metrics/metric.ts';",
    ],
  ])('let %s pass with %s', (path, text) => {
    expect(violations([{ path, text }])).toEqual([]);
  });
});
