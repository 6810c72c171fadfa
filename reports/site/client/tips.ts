/** What marks of plots say of themselves in `title` shows at once, and not only after a second. */
import { closest } from './pageData.ts';
import { hideTip, showTip } from './tip.ts';

function textOf(mark: Element): string {
  const title = mark.querySelector('title');
  // Taken out, or the browser would show it a second time.
  if (title) {
    mark.setAttribute('data-tip', title.textContent);
    title.remove();
  }
  return mark.getAttribute('data-tip') ?? '';
}

export function startTips(): void {
  document.addEventListener('pointerover', (event) => {
    const mark = closest(event, 'figure:not(.pareto) .plot :is(circle, [data-tip])');
    const canvas = mark?.closest<HTMLElement>('.canvas');
    if (!mark || !canvas) return;
    const [title, ...lines] = textOf(mark).split('\n');
    const [at, frame] = [mark.getBoundingClientRect(), canvas.getBoundingClientRect()];
    showTip(canvas, { title: title ?? '', lines }, at.right - frame.left, at.bottom - frame.top);
    mark.addEventListener('pointerleave', hideTip, { once: true });
  });
}
