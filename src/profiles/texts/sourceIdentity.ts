/** What decides the words of profiles: equal identities mean equal requests. For names of files and cases. */
import { findDataFile } from '../../dataset/dataPlaces.ts';
import { fingerprintFile } from '../../dataset/fingerprint.ts';
import { localModelIdentity } from '../generate/localModel.ts';
import { PROMPT_VERSION } from '../prompt/profilePrompt.ts';
import type { HttpSource } from '../source/httpSettings.ts';
import type { LocalSource, ProfileSourceSettings } from '../source/sourceSettings.ts';
import { TEMPLATE_VERSION } from '../template/templateProfile.ts';

export type LanguageModelSource = HttpSource | LocalSource;

/** What decides the texts; where the endpoint is and how often it may be asked does not. */
export async function languageModelIdentity(
  source: LanguageModelSource,
  memoryDirectory: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { prompt, sampling, contextTokens } = source;
  const model =
    source.kind === 'llm-http'
      ? { name: source.model, extraBody: source.extraBody }
      : await localModelIdentity(source, memoryDirectory);
  return { kind: source.kind, promptVersion: PROMPT_VERSION, prompt, sampling, contextTokens, model };
}

/** Apart from data and split. @throws UserError where a file or a model that is named is not there. */
export async function sourceIdentity(source: ProfileSourceSettings, memoryDirectory: string): Promise<unknown> {
  switch (source.kind) {
    case 'template':
      return { ...source, templateVersion: TEMPLATE_VERSION };
    case 'import': {
      const { sha256 } = await fingerprintFile(findDataFile(source.file), memoryDirectory);
      return { kind: source.kind, sha256, fields: source.fields };
    }
    case 'llm-http':
    case 'llm-local':
      return {
        identity: await languageModelIdentity(source, memoryDirectory),
        failedUsers: source.requests.failedUsers,
      };
  }
}
