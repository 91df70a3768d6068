// Shares and times to first token of the last minutes, as charts.

import {colour, variable} from './colours.js';
import {clock, millis, percent} from './format.js';

const HEIGHT = 170;

function options(id, title, members, width, write, onPick) {
  const axis = {stroke: variable('--ink-soft'), grid: {stroke: variable('--line'), width: 1}, ticks: {show: false}};
  return {
    title,
    width,
    height: HEIGHT,
    cursor: {sync: {key: 'llmlb'}, drag: {x: false, y: false}},
    legend: {show: false},
    scales: {x: {time: true}, y: {range: (u, least, most) => [0, Math.max(most * 1.05, 0.001)]}},
    axes: [
      {...axis, values: (u, ticks) => ticks.map(tick => clock(tick * 1000))},
      {...axis, size: 62, values: (u, ticks) => ticks.map(write)},
    ],
    series: [{}].concat(members.map((member, i) => ({
      label: member.label,
      stroke: colour(i),
      width: 2,
      dash: i >= 8 ? [6, 4] : undefined,
      spanGaps: false,
      points: {show: false},
      paths: id === 'shares' ? uPlot.paths.stepped({align: 1}) : undefined,
    }))),
    hooks: {ready: [u => u.over.addEventListener('click', () => u.cursor.idx !== null && onPick(u.cursor.idx))]},
  };
}

export class Timeline {
  #charts = new Map();
  #shape = '';
  #onPick;

  constructor(onPick) {
    this.#onPick = onPick;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.forget());
    addEventListener('resize', () => this.#charts.forEach((chart, id) =>
      chart.setSize({width: document.getElementById(id).clientWidth, height: HEIGHT})));
  }

  /** Draws anew at the next time, as when colours have changed. */
  forget() {
    this.#charts.forEach(chart => chart.destroy());
    this.#charts.clear();
  }

  show(timeline) {
    const shape = timeline.pool + timeline.members.map(member => member.member);
    if (shape !== this.#shape) this.forget();
    this.#shape = shape;
    const at = timeline.at.map(moment => moment / 1000);
    this.#draw('shares', 'share by ratio', timeline, at, member => member.share, percent);
    this.#draw('ttft', 'time to first token', timeline, at, member => member.ttftMs, millis);
    this.#describe('shares', 'Share by ratio', timeline, member => percent(member.share.at(-1)));
    this.#describe('ttft', 'Time to first token', timeline, member => millis(member.ttftMs.at(-1)));
  }

  #draw(id, title, timeline, at, values, write) {
    const data = [at, ...timeline.members.map(values)];
    const chart = this.#charts.get(id);
    if (chart) {
      chart.setData(data);
      return;
    }
    const place = document.getElementById(id);
    this.#charts.set(id, new uPlot(
      options(id, title, timeline.members, place.clientWidth, write, this.#onPick), data, place));
  }

  #describe(id, what, timeline, last) {
    const words = timeline.members.map(member => `${member.label} ${last(member)}`).join(', ');
    document.getElementById(id).setAttribute('aria-label', `${what} of the last minutes; now ${words}`);
  }
}
