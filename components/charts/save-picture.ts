import { GUTTER_LEFT_PX, GUTTER_RIGHT_PX } from './geometry.ts';

const NAMESPACE = 'http://www.w3.org/2000/svg';
const HEAD_PX = 62;
const PAD_PX = 16;
const PNG_SCALE = 2;
/** What a chart's look depends on; a picture stands alone, without the page's style sheets. */
const PROPERTIES = [
  'color',
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

export interface PictureText {
  title: string;
  subtitle: string;
  legend: readonly { label: string; color: string; dash?: string }[];
}

function element(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

function copyLooks(from: Element, to: Element): void {
  const computed = getComputedStyle(from);
  for (const property of PROPERTIES) {
    const value = computed.getPropertyValue(property);
    // References to patterns are kept as they are written: computed, they would name this page.
    if (value && !value.includes('url(')) to.setAttribute(property, value);
  }
  to.removeAttribute('style');
  to.removeAttribute('class');
  for (const [index, child] of [...from.children].entries()) {
    const copy = to.children[index];
    if (copy) copyLooks(child, copy);
  }
}

/** The colour that a CSS expression such as `var(--x)` has here and now. */
function resolveColor(host: Element, color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  host.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function legendItems(host: HTMLElement, text: PictureText, ink: string): SVGElement[] {
  let x = PAD_PX;
  return text.legend.flatMap(({ label, color, dash }) => {
    const stroke = resolveColor(host, color);
    const line = element('path', { d: `M${x} 50h20`, stroke, 'stroke-width': 3, 'stroke-dasharray': dash ?? 'none' });
    const name = element('text', { x: x + 26, y: 54, fill: ink, 'font-size': 12 }, label);
    x += 44 + label.length * 6.6;
    return [line, name];
  });
}

/** A chart with its title, range and legend as a picture that stands alone. `host` holds the drawn chart. */
export function chartSvg(host: HTMLElement, text: PictureText): { svg: string; width: number; height: number } | null {
  const drawn = host.querySelector<SVGSVGElement>('svg[data-chart]');
  if (!drawn) return null;
  const { width: plotWidth, height: innerHeight } = drawn.getBoundingClientRect();
  const width = Math.round(GUTTER_LEFT_PX + plotWidth + GUTTER_RIGHT_PX + 2 * PAD_PX);
  const height = Math.round(innerHeight + HEAD_PX + PAD_PX);
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  copyLooks(drawn, copy);
  const place = { x: PAD_PX + GUTTER_LEFT_PX, y: HEAD_PX, width: plotWidth, height: innerHeight };
  for (const [key, value] of Object.entries(place)) copy.setAttribute(key, String(value));
  // The texts of the axes stand outside of the plot.
  for (const svg of [copy, ...copy.querySelectorAll('svg')]) svg.setAttribute('overflow', 'visible');

  const ink = resolveColor(host, 'var(--mantine-color-text)');
  const font = getComputedStyle(host).fontFamily;
  const root = element('svg', {
    xmlns: NAMESPACE,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': font,
  });
  root.append(
    element('rect', { width, height, fill: resolveColor(host, 'var(--mantine-color-body)') }),
    element('text', { x: PAD_PX, y: 24, fill: ink, 'font-size': 15, 'font-weight': 600 }, text.title),
    element('text', { x: width - PAD_PX, y: 24, fill: ink, 'font-size': 12, 'text-anchor': 'end' }, text.subtitle),
    ...legendItems(host, text, ink),
    copy,
  );
  return { svg: new XMLSerializer().serializeToString(root), width, height };
}

/** The same picture as PNG, at twice its size. */
export async function chartPng(host: HTMLElement, text: PictureText): Promise<Blob | null> {
  const picture = chartSvg(host, text);
  if (!picture) return null;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * PNG_SCALE;
  canvas.height = picture.height * PNG_SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
