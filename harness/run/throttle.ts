/** Lets calls through at most once per interval, and always when their topic changes. */
import type { Clock } from '../case/clock.ts';

export function throttle<Value>(
  clock: Pick<Clock, 'nowSeconds'>,
  intervalSeconds: number,
  topicOf: (value: Value) => string,
  deliver: (value: Value) => void,
): (value: Value) => void {
  let lastSeconds = -Infinity;
  let lastTopic: string | null = null;
  return (value) => {
    const now = clock.nowSeconds();
    const topic = topicOf(value);
    if (topic === lastTopic && now - lastSeconds < intervalSeconds) return;
    lastSeconds = now;
    lastTopic = topic;
    deliver(value);
  };
}
