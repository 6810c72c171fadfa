/** What the commands on profiles are asked to look at. */
import type { RunConfig } from '../config/config.ts';
import { parseConfigText, readConfigText } from '../config/configText.ts';
import { parseConfig } from '../config/readConfig.ts';

/** A run config, or the name of a dataset for what a config would say of it by default. */
export function readWanted(data: string, datasets: readonly string[] | undefined): RunConfig {
  const isFile = /\.(ya?ml|json)$/iu.test(data);
  const plain = { name: data, datasets: [data], baselines: ['popularity'], profiles: { template: {} } };
  const text = isFile ? readConfigText(data) : parseConfigText(data, JSON.stringify(plain));
  return parseConfig(text, datasets ? { datasets } : {});
}
