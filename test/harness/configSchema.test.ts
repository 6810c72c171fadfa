import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configJsonSchema, configJsonSchemaText } from '../../harness/config/configJsonSchema.ts';
import { readConfig } from '../../harness/config/readConfig.ts';
import { listBaselines } from '../../harness/config/registry.ts';

const CONFIGS = join(import.meta.dirname, '../../configs');
const configFiles = readdirSync(CONFIGS, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);

describe('the JSON schema of run configs', () => {
  it('is up to date in configs/schema.json; else run `npm run schema`', async () => {
    expect(readFileSync(join(CONFIGS, 'schema.json'), 'utf8')).toBe(await configJsonSchemaText());
  });

  it('knows every baseline with its settings', async () => {
    const text = JSON.stringify(await configJsonSchema());
    for (const { id } of listBaselines()) expect(text).toContain(`"id":{"const":"${id}"}`);
    expect(text).toContain('"windowDays":{"default":30,');
    expect(text).toContain('"windowDays":{"type":"array","minItems":1,"items":{"default":30,');
  });

  it('does not depend on the machine', async () => {
    expect(JSON.stringify(await configJsonSchema())).not.toContain('"threads":{"default"');
  });
});

describe('our own configs', () => {
  it.each(configFiles)('%s passes every check and names the schema', async (name) => {
    const path = join(CONFIGS, name);
    const { baselines } = await readConfig(path);
    expect(baselines.length).toBeGreaterThan(0);
    expect(readFileSync(path, 'utf8')).toMatch(/^# yaml-language-server: \$schema=(\.\.\/|\.\/)schema\.json\n/u);
  });
});
