/** What goes with an exported model: how to ask it, in Python and in Node. Pure. */
import type { AnswerShape } from '../../src/inference/answerProgram.ts';

export interface ExportFacts {
  readonly shape: AnswerShape;
  readonly baseline: string;
  readonly itemCount: number;
  /** Items that the model looks at. */
  readonly maxLength: number;
  /** Statements about data and case, one a line; empty where no record is known. */
  readonly origin: readonly string[];
}

export function exportReadme({ shape, baseline, itemCount, maxLength, origin }: ExportFacts): string {
  const { batchSize, historyLength, k, seenItems } = shape;
  const looked =
    historyLength > maxLength
      ? `It looks at the latest ${maxLength}; earlier ones are only kept out of the answer.`
      : 'It looks at all of them.';
  const seen =
    seenItems === 'filter'
      ? `Items of the given history are never in the answer. Items older than the ${historyLength} given may be.`
      : 'Items of the history may be in the answer.';
  return `# ${baseline}, exported by seqbench

\`model.onnx\` recommends the next item. It needs ONNX Runtime 1.18 or later (it uses operators of the domain
\`com.microsoft\`, which other runtimes lack), and nothing else.

${origin.map((line) => `- ${line}\n`).join('')}${origin.length > 0 ? '\n' : ''}| | name | type | shape | |
| --- | --- | --- | --- | --- |
| in | \`history\` | int32 | [${batchSize}, ${historyLength}] | item numbers from 1 to ${itemCount}, oldest first; 0 fills up on the left |
| out | \`items\` | int32 | [${batchSize}, ${k}] | item numbers, best first; 0 where no item is left |
| out | \`scores\` | float32 | [${batchSize}, ${k}] | higher is better; no probabilities; -Infinity where no item is left |

The shapes are fixed: of longer histories give the latest ${historyLength}. ${looked} ${seen} Of equal scores the lower number
comes first. Other shapes: export again with \`--batch\`, \`--length\` and \`--k\`.

\`items.tsv\` has a line for each item: number, id in the data, title where one is known; tabs, line ends and backslashes
are written as \`\\t\`, \`\\n\`, \`\\r\` and \`\\\\\`.

## Python

\`\`\`python
import numpy, onnxruntime

rows = [line.rstrip("\\n").split("\\t") for line in open("items.tsv", encoding="utf-8")][1:]
number_of = {id: int(number) for number, id, title in rows}
session = onnxruntime.InferenceSession("model.onnx")

def recommend(ids):
    latest = [number_of[id] for id in ids if id in number_of][-${historyLength}:]
    history = numpy.zeros((${batchSize}, ${historyLength}), dtype=numpy.int32)
    history[0, ${historyLength} - len(latest):] = latest
    items, scores = session.run(["items", "scores"], {"history": history})
    return [(rows[number - 1][1], float(score)) for number, score in zip(items[0], scores[0]) if number > 0]
\`\`\`

## Node

\`\`\`js
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';

const rows = readFileSync('items.tsv', 'utf8').trimEnd().split('\\n').slice(1).map((line) => line.split('\\t'));
const numberOf = new Map(rows.map(([number, id]) => [id, Number(number)]));
const session = await ort.InferenceSession.create('model.onnx');

export async function recommend(ids) {
  const latest = ids.flatMap((id) => numberOf.get(id) ?? []).slice(-${historyLength});
  const history = new Int32Array(${batchSize * historyLength});
  history.set(latest, ${historyLength} - latest.length);
  const { items, scores } = await session.run({ history: new ort.Tensor('int32', history, [${batchSize}, ${historyLength}]) });
  return Array.from(items.data.slice(0, ${k}), (number, rank) => [rows[number - 1]?.[1], scores.data[rank]]).filter(([id]) => id);
}
\`\`\`
`;
}
