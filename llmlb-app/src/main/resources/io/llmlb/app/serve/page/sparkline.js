// The last minutes of one value as a line; the number beside it says the same, so it is hidden from screen readers.

const WIDTH = 72;
const HEIGHT = 18;
const SVG = 'http://www.w3.org/2000/svg';

export function sparkline() {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('class', 'spark');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(SVG, 'path'));
  return svg;
}

/** Draws values, null where there are gaps, on a scale from 0 to {@code most}. */
export function draw(svg, values, most) {
  const step = WIDTH / Math.max(1, values.length - 1);
  const top = most > 0 ? most : 1;
  let path = '';
  let gap = true;
  values.forEach((value, i) => {
    if (value === null) {
      gap = true;
      return;
    }
    const x = (i * step).toFixed(1);
    const y = (HEIGHT - 1.5 - (HEIGHT - 3) * Math.min(1, value / top)).toFixed(1);
    path += `${gap ? 'M' : 'L'}${x} ${y}`;
    gap = false;
  });
  svg.firstChild.setAttribute('d', path);
}
