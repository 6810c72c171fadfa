/** The one small box beside the pointer. Text only. */
export interface TipText {
  readonly title: string;
  readonly lines: readonly string[];
}

const MARGIN = 12;

/** `x` and `y` in pixels of the canvas; the box stays within it. */
export function showTip(canvas: HTMLElement, { title, lines }: TipText, x: number, y: number): void {
  hideTip();
  const tip = document.createElement('div');
  tip.className = 'tip';
  const head = document.createElement('b');
  head.textContent = title;
  tip.append(head, ...lines.flatMap((line) => [line, document.createElement('br')]));
  canvas.append(tip);
  const isLeft = x + MARGIN + tip.offsetWidth > canvas.clientWidth;
  const isAbove = y + MARGIN + tip.offsetHeight > canvas.clientHeight;
  tip.style.left = `${Math.max(0, isLeft ? x - MARGIN - tip.offsetWidth : x + MARGIN)}px`;
  tip.style.top = `${Math.max(0, isAbove ? y - MARGIN - tip.offsetHeight : y + MARGIN)}px`;
}

export function hideTip(): void {
  document.querySelector('.tip')?.remove();
}
