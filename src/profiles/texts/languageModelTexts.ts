/** Profiles asked of a language model, behind an endpoint or on this machine. */
import { join } from 'node:path';
import { shortHash } from '../../canonicalJson.ts';
import type { InteractionDataset } from '../../dataset/interactionDataset.ts';
import type { Split } from '../../split/split.ts';
import type { ChatMessage, ChatModel } from '../generate/chatModel.ts';
import { estimateText } from '../generate/costEstimate.ts';
import { estimateGenerating, firstRequest, generateProfiles, type GeneratePlan } from '../generate/generateProfiles.ts';
import { openHttpModel } from '../generate/http/openHttpModel.ts';
import { openLocalModel } from '../generate/localModel.ts';
import { domainOf } from '../history/domain.ts';
import { userHistories } from '../history/userHistories.ts';
import { hashProfiles, type ProfileTexts } from '../profileText.ts';
import { profilePrompts } from '../prompt/profilePrompt.ts';
import { AnswerStore } from '../store/answerStore.ts';
import type { TextOptions } from './makeTexts.ts';
import { languageModelIdentity, type LanguageModelSource } from './sourceIdentity.ts';

/** Opens what is stored, and closes it again whatever happens. */
async function withPlan<Result>(
  dataset: InteractionDataset,
  split: Split,
  source: LanguageModelSource,
  options: TextOptions,
  work: (plan: GeneratePlan) => Promise<Result>,
): Promise<Result> {
  const { prompt, sampling, contextTokens } = source;
  const histories = userHistories(dataset, split, { latestEvents: prompt.latestEvents });
  const domain = domainOf(dataset, prompt.domain);
  const model = await languageModelIdentity(source, join(options.directory, 'fingerprints'));
  const identity = { ...model, domain, split: split.hash };
  const store = await AnswerStore.open(
    join(options.directory, `${shortHash(identity, 20)}.answers.jsonl`),
    identity,
    options.store,
  );
  try {
    return await work({
      histories,
      prompts: profilePrompts({ domain, scale: histories.scale, settings: prompt }),
      promptSettings: prompt,
      limits: { contextTokens, maxOutputTokens: sampling.maxOutputTokens },
      budget: { limits: budgetOf(source), price: priceOf(source) },
      store,
    });
  } finally {
    await store.close();
  }
}

function priceOf(source: LanguageModelSource) {
  return source.kind === 'llm-http' ? (source.price ?? null) : null;
}

function budgetOf(source: LanguageModelSource) {
  return source.kind === 'llm-http' ? source.budget : {};
}

export function estimateTexts(
  dataset: InteractionDataset,
  split: Split,
  source: LanguageModelSource,
  options: TextOptions,
): Promise<string> {
  return withPlan(dataset, split, source, options, async (plan) =>
    estimateText(await estimateGenerating(plan), priceOf(source)),
  );
}

/** What would be asked first for each of the first `count` training users. */
export function firstRequests(
  dataset: InteractionDataset,
  split: Split,
  source: LanguageModelSource,
  options: TextOptions,
  count: number,
): Promise<(readonly ChatMessage[])[]> {
  return withPlan(dataset, split, source, options, async (plan) => {
    const requests: (readonly ChatMessage[])[] = [];
    for (let index = 0; index < Math.min(count, plan.histories.count); index++) {
      requests.push(firstRequest(plan, index));
    }
    return Promise.resolve(requests);
  });
}

function openModel(source: LanguageModelSource, onNote: (note: string) => void): Promise<ChatModel> {
  return source.kind === 'llm-http' ? Promise.resolve(openHttpModel(source, { onNote })) : openLocalModel(source);
}

export function languageModelTexts(
  dataset: InteractionDataset,
  split: Split,
  source: LanguageModelSource,
  options: TextOptions,
): Promise<ProfileTexts> {
  return withPlan(dataset, split, source, options, async (plan) => {
    const { budget, store } = plan;
    options.onLine(estimateText(await estimateGenerating(plan), budget.price));
    const model = await openModel(source, options.onNote);
    try {
      const { profiles, withoutWordsCount, failedCount } = await generateProfiles(plan, {
        model,
        concurrency: source.kind === 'llm-http' ? source.requests.concurrency : 1,
        failedUsers: source.requests.failedUsers,
        signal: options.signal,
        onProgress: options.onProgress,
      });
      const totals = store.totals();
      const name = source.kind === 'llm-http' ? source.model : modelName(source.folder);
      return {
        profiles,
        source: 'llm',
        label: name,
        contentHash: hashProfiles(profiles),
        costs: {
          seconds: totals.seconds,
          promptTokens: totals.areTokensCounted ? totals.promptTokens : null,
          completionTokens: totals.areTokensCounted ? totals.completionTokens : null,
          money: null,
        },
        facts: {
          model: name,
          usersWithoutWords: withoutWordsCount,
          failedUsers: failedCount,
          answersCutAtLongest: totals.cutAnswers,
        },
      };
    } finally {
      await model.dispose();
    }
  });
}

function modelName(folder: string): string {
  return folder
    .replace(/[\\/]+$/u, '')
    .split(/[\\/]/u)
    .at(-1)!;
}
