/** From a checked config to the list of cases. Pure: the same config gives the same cases with the same ids. */
import { z } from 'zod';
import type { DatasetSettings } from '../../src/dataset/datasetSettings.ts';
import type { EngineChoice } from '../../src/engine/engineChoice.ts';
import type { SplitSettings } from '../../src/split/splitSettings.ts';
import { shortHash } from '../../src/canonicalJson.ts';
import type { RunConfig } from '../config/config.ts';
import { datasetLabel } from './datasetLabel.ts';
import { measureSettingsSchema, type MeasureSettings } from '../config/measureSettings.ts';
import type { CaseProfiles } from '../profiles/caseProfiles.ts';
import type { ResolvedBaseline } from '../config/resolveBaselines.ts';

export interface EngineSettings {
  readonly name: EngineChoice;
  readonly threads: number;
}

/** One baseline with its settings, on one split of one dataset, with one seed. */
export interface PlannedCase {
  readonly caseId: string;
  readonly baseline: ResolvedBaseline;
  readonly dataset: DatasetSettings;
  readonly datasetName: string;
  readonly split: SplitSettings;
  readonly seed: number;
  /** Null where the baseline trains no network, so that its case is the same under every engine. */
  readonly engine: EngineSettings | null;
  /** Null where the baseline is given none. */
  readonly profiles: CaseProfiles | null;
  readonly cutoffs: readonly number[];
  readonly measure: MeasureSettings;
  readonly skipBadRows: boolean;
}

/** For reading only; the hash behind it tells names apart. */
export function readable(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]+/gu, '-');
}

/** Everything that determines a case's trained model. */
function trainingOf(planned: Omit<PlannedCase, 'caseId'>) {
  const { source, settings, filesHash } = planned.baseline;
  return {
    baseline: source.id,
    fileHash: source.fileHash,
    settings,
    // Left out where the settings name none: such cases keep the names they had before files counted.
    files: filesHash ?? undefined,
    dataset: planned.dataset,
    split: planned.split,
    seed: planned.seed,
    engine: planned.engine,
    // Left out where there are none: cases without profiles keep the names they had before there were any.
    profiles: planned.profiles ? { of: planned.profiles.identity, width: planned.profiles.width } : undefined,
    skipBadRows: planned.skipBadRows,
  };
}

/** Whether two cases ask one trained model, each in its own way. */
export function sharesModel(a: PlannedCase, b: PlannedCase): boolean {
  if (a.baseline.serve === null || b.baseline.serve === null) return false;
  return shortHash(trainingOf(a)) === shortHash(trainingOf(b));
}

/** Everything that determines a case's result, and nothing else: renaming a run or a label must not train again. */
export function caseIdOf(planned: Omit<PlannedCase, 'caseId'>): string {
  const { source, serve } = planned.baseline;
  const { cutoffs, measure } = planned;
  const hash = shortHash({ ...trainingOf(planned), serve: serve?.choice, cutoffs, measure });
  return `${readable(source.id)}.${readable(planned.datasetName)}.seed${planned.seed}.${hash}`;
}

/** Seed by seed, so that a run that is stopped early has compared every baseline at least once. */
export function planCases(config: RunConfig, baselines: readonly ResolvedBaseline[]): PlannedCase[] {
  // How models are asked under load later on is no part of a case.
  const measure = z.object(measureSettingsSchema.shape).parse(config.measure);
  const cutoffs = [...new Set(config.cutoffs)].sort((a, b) => a - b);
  return config.datasets.flatMap((dataset) =>
    [...new Set(config.seeds)].flatMap((seed) =>
      baselines.map((baseline) => {
        const planned = {
          baseline,
          dataset,
          datasetName: datasetLabel(dataset),
          split: config.split,
          seed,
          engine: baseline.needs.includes('engine') ? { name: config.engine, threads: config.threads } : null,
          profiles: baseline.profiles,
          cutoffs,
          measure,
          skipBadRows: config.skipBadRows,
        };
        return { caseId: caseIdOf(planned), ...planned };
      }),
    ),
  );
}
