/** Everything that says where the figures are from: settings, data, split, machine, code, seeds, phases, files. */
import type { CompletedRecord, RunRecord } from '../../../../harness/records/record.ts';
import { formatBytes, formatCost, formatCount, MISSING } from '../../../formatNumber.ts';
import { flatSettings } from '../../../distinctions.ts';
import { GRADE_LABELS, GRADE_MEANINGS } from '../../../provenance.ts';
import type { ReportRow } from '../../../rows.ts';
import { markup, type Markup, type MarkupValue } from '../../view/markup.ts';
import type { RowContext } from './rowContext.ts';

type Fact = readonly [label: string, value: MarkupValue];

function factList(title: string, facts: readonly Fact[]): Markup | null {
  if (facts.length === 0) return null;
  return markup`<h3>${title}</h3><dl>${facts.map(
    ([label, value]) => markup`<div><dt><bdi>${label}</bdi></dt><dd><bdi>${value}</bdi></dd></div>`,
  )}</dl>`;
}

function settingFacts(value: unknown): Fact[] {
  return typeof value === 'string' ? [['name', value]] : flatSettings(value);
}

function countFacts(counts: Readonly<Record<string, number | string | null>>): Fact[] {
  return Object.entries(counts).map(([name, value]) => [
    name,
    typeof value === 'number' ? formatCount(value) : (value ?? MISSING),
  ]);
}

function datasetFacts({ dataset }: RunRecord): Fact[] {
  return [
    ['name', dataset.name],
    ['format', dataset.format],
    ['real users', dataset.isSimulated ? 'no: simulated' : 'yes'],
    ['content hash', markup`<code>${dataset.contentHash}</code>`],
    ['users, items, events', [dataset.userCount, dataset.itemCount, dataset.eventCount].map(formatCount).join(', ')],
    ['rows that could not be read', formatCount(dataset.badRowCount)],
    ['times are of a', dataset.timeResolution],
  ];
}

function splitFacts({ split, protocol }: RunRecord): Fact[] {
  return [
    ['protocol', protocol],
    ['split hash', markup`<code>${split.hash}</code>`],
    ['what was done', split.statements.join(' ')],
    [
      'catalogue',
      `${formatCount(split.catalogueItemCount)} items; items of the history are ${split.seenItems === 'filter' ? 'filtered out' : 'kept'}`,
    ],
    ['training events', formatCount(split.trainEventCount)],
    ['validation cases', formatCount(split.validationCaseCount)],
    [
      'test cases',
      `${formatCount(split.testCaseCount)}, ${formatCount(split.coldTargetCount)} of them with a cold target`,
    ],
    ...countFacts(split.counts),
  ];
}

function machineFacts({ machine }: RunRecord): Fact[] {
  const { calibration } = machine;
  return [
    ['machine', machine.id],
    ['processor', `${machine.cpuModel}, ${machine.coreCount} cores`],
    ['memory', formatBytes(machine.memoryBytes)],
    ['system', `${machine.platform} ${machine.osRelease}, ${machine.architecture}`],
    ['Node', machine.nodeVersion],
    ...(calibration
      ? ([
          [
            'speed when measured',
            `${calibration.matrixProductGflopPerSecond.toFixed(1)} GFlop/s in matrix products, ${calibration.memoryCopyGigabytesPerSecond.toFixed(1)} GB/s in copies, ${calibration.threads} threads`,
          ],
        ] as const)
      : []),
  ];
}

function codeFacts({ code }: RunRecord, completed: readonly CompletedRecord[]): Fact[] {
  const engine = completed[0]?.engine ?? null;
  return [
    ['seqbench', code.seqbenchVersion],
    ['engine', engine ? `${engine.name} on ${engine.provider}, ${engine.threads} threads` : 'none used'],
    ...Object.entries({ ...code.packages, ...engine?.versions }),
    ['metrics hash', markup`<code>${completed[0]?.metricsHash ?? MISSING}</code>`],
  ];
}

function seconds(value: number): string {
  return formatCost(value, 'seconds');
}

function gradeFacts({ provenance: { grade, submission } }: ReportRow): Fact[] {
  const from = submission === null ? [] : [['submission', submission] as const];
  return [['grade', GRADE_LABELS[grade]], ...from, ['what that means', GRADE_MEANINGS[grade]]];
}

function seedRow(record: RunRecord): Markup {
  const { seed, status, code, startedAt, wallSeconds, caseId } = record;
  const commit = code.commit === null ? 'no git' : code.commit.slice(0, 8);
  const best = record.status === 'completed' && record.bestEpoch !== null ? String(record.bestEpoch) : MISSING;
  return markup`<tr><th scope="row">${seed}</th><td>${status}${record.status === 'completed' && record.isResumed && ', resumed'}</td>
    <td><code title="${code.commit ?? ''}">${commit}</code>${code.isDirty === true && markup` <span class="warn">with changes</span>`}</td>
    <td><time datetime="${startedAt}">${startedAt.slice(0, 16).replace('T', ' ')}</time></td><td>${seconds(wallSeconds)}</td>
    <td>${best}</td><td><code>${caseId}</code></td></tr>`;
}

function seedTable({ row }: RowContext): Markup {
  return markup`<h3>Seeds</h3><div class="scroll" role="region" tabindex="0" aria-label="Seeds"><table class="data">
    <thead><tr><th scope="col">Seed</th><th scope="col">Status</th><th scope="col">Commit</th><th scope="col">Started, UTC</th>
      <th scope="col">Took</th><th scope="col">Best epoch</th><th scope="col">Case</th></tr></thead>
    <tbody>${row.records.map(seedRow)}</tbody></table></div>`;
}

function phaseTable({ completed }: RowContext): Markup | null {
  if (completed.length === 0) return null;
  const phases = [...new Set(completed.flatMap((record) => record.phases.map(({ phase }) => phase)))];
  return markup`<h3>Seconds by phase</h3><div class="scroll" role="region" tabindex="0" aria-label="Seconds by phase"><table class="figures">
    <thead><tr><th scope="col">Phase</th>${completed.map(({ seed }) => markup`<th scope="col" class="number">seed ${seed}</th>`)}</tr></thead>
    <tbody>${phases.map(
      (phase) =>
        markup`<tr><th scope="row">${phase}</th>${completed.map((record) => {
          const found = record.phases.filter((one) => one.phase === phase);
          return markup`<td>${found.length === 0 ? MISSING : seconds(found.reduce((sum, one) => sum + one.seconds, 0))}</td>`;
        })}</tr>`,
    )}</tbody></table></div>`;
}

function fileTable({ completed }: RowContext): Markup | null {
  const files = completed.flatMap(({ seed, answers }) =>
    answers.files.map((file) => ({ seed, directory: answers.directory, ...file })),
  );
  if (files.length === 0) return null;
  return markup`<details class="facts"><summary>Raw answers: ${files.length} files with their hashes</summary>
    <div class="scroll" role="region" tabindex="0" aria-label="Raw answers"><table class="data"><thead><tr><th scope="col">Seed</th>
      <th scope="col">File</th><th scope="col">Size</th><th scope="col">SHA-256</th></tr></thead>
    <tbody>${files.map(
      ({ seed, directory, name, bytes, sha256 }) =>
        markup`<tr><td>${seed}</td><td><code>${directory}/${name}</code></td><td>${formatBytes(bytes)}</td><td><code>${sha256}</code></td></tr>`,
    )}</tbody></table></div></details>`;
}

function profileFacts(completed: readonly CompletedRecord[]): Fact[] {
  const profiles = completed[0]?.profiles ?? null;
  if (!profiles) return [];
  const { facts, money, ...rest } = profiles;
  const plain = Object.entries(rest).map(([name, value]): Fact => [name, value === null ? MISSING : String(value)]);
  return [...plain, ['money', money ? `${money.amount} ${money.currency}` : MISSING], ...countFacts(facts)];
}

export function provenance(context: RowContext): Markup {
  const { row, completed } = context;
  const { sample } = row;
  const { prices } = sample;
  return markup`<section class="block" aria-labelledby="provenance"><h2 id="provenance">Where the figures are from</h2>
    <div class="plots"><div>${factList('Settings', [['baseline', row.baselineId], ['what it does', row.summary], ...settingFacts(row.settings)])}</div>
    <div>${factList('Dataset', datasetFacts(sample))}${factList('As the config has it', settingFacts(sample.datasetSettings))}</div>
    <div>${factList('Split', splitFacts(sample))}</div>
    <div>${factList('Measuring', [...settingFacts(sample.measure), ['cutoffs', sample.cutoffs.join(', ')], ['prices', prices ? `${prices.perHour} ${prices.currency} per hour` : 'none given']])}</div>
    <div>${factList('Machine', machineFacts(sample))}</div>
    <div>${factList('Provenance', gradeFacts(row))}${factList('Code', codeFacts(sample, completed))}${factList('The model says of itself', countFacts(completed[0]?.modelFacts ?? {}))}</div>
    ${completed[0]?.profiles && markup`<div>${factList('Profiles', profileFacts(completed))}</div>`}</div>
    ${seedTable(context)}${phaseTable(context)}${fileTable(context)}</section>`;
}

/** Failures whole, so that nobody has to look for the record. */
export function failures({ row, absences }: RowContext): Markup | null {
  const failed = row.records.filter((record) => record.status === 'failed');
  const notes = [...row.warnings, ...absences];
  if (failed.length === 0 && notes.length === 0) return null;
  return markup`<section class="block" aria-labelledby="warnings"><h2 id="warnings">Warnings</h2>
    ${notes.length > 0 && markup`<ul>${notes.map((note) => markup`<li class="warn"><bdi>${note}</bdi></li>`)}</ul>`}
    ${failed.map(
      ({
        seed,
        failure,
      }) => markup`<h3>Seed ${seed} failed${failure.phase !== null && ` in phase ${failure.phase}`}</h3>
      <p><bdi>${failure.message}</bdi></p><pre><bdi>${failure.detail}</bdi></pre>`,
    )}</section>`;
}
