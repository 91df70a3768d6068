// How each member stands, and why it has its ratio.

import {age, keyed, make, millis, number, percent, text} from './format.js';
import {colourName} from './colours.js';
import {draw, sparkline} from './sparkline.js';

const TREND = 60;

function cell(row, label, ...content) {
  const node = make('td');
  node.setAttribute('role', 'cell');
  node.dataset.label = label;
  node.append(...content);
  row.append(node);
  return node;
}

function trend(row, label) {
  cell(row, label, make('span', 'value'), sparkline());
}

function create() {
  const row = make('tr');
  row.setAttribute('role', 'row');
  const head = make('th');
  head.setAttribute('role', 'rowheader');
  head.scope = 'row';
  head.append(make('span', 'swatch'), make('span', 'label'), make('span', 'address quiet'));
  row.append(head);
  cell(row, 'ratio', make('span', 'ratio'), make('span', 'target quiet'));
  cell(row, 'share', make('span', 'value'), make('progress'));
  trend(row, 'running');
  trend(row, 'waiting');
  trend(row, 'KV cache');
  trend(row, 'TTFT');
  cell(row, 'sample', make('span', 'value'));
  cell(row, 'why', make('span', 'reason'), make('span', 'guards'));
  row.querySelector('progress').max = 1;
  return row;
}

export function members(report, timeline) {
  const cycle = report.cycle;
  const body = document.querySelector('#members tbody');
  const columns = new Map(timeline.members.map((member, i) => [member.member, {...member, index: i}]));
  const all = (cycle?.members ?? []).filter(member => columns.has(member.member));
  const most = key => Math.max(0, ...timeline.members.flatMap(member => member[key].slice(-TREND).filter(v => v !== null)));
  const tops = {running: most('running'), waiting: Math.max(4, most('waiting')), kvCacheUsage: 1, ttftMs: most('ttftMs')};
  const rows = keyed(body, all.map(member => member.member), create);
  rows.forEach((row, i) => {
    const member = all[i];
    const column = columns.get(member.member);
    const reading = member.reading ?? {};
    const [head, ratio, share, running, waiting, kvCache, ttft, sample, why] = row.children;
    row.style.setProperty('--colour', `var(${colourName(column.index)})`);
    text(head.children[1], column.label);
    text(head.children[2], column.label === member.member ? '' : member.member);
    row.classList.toggle('away', member.availability !== 'available');
    text(ratio.children[0], number(member.ratioInForce));
    const held = member.outcome === 'withheld' ? ' (dry run)' : '';
    text(ratio.children[1], member.ratioWanted === member.ratioInForce ? '' : `→ ${member.ratioWanted}${held}`);
    const part = column.share.at(-1);
    text(share.children[0], percent(part));
    share.children[1].value = part ?? 0;
    share.children[1].setAttribute('aria-label', `share of ${column.label}`);
    const spark = (td, key, written) => {
      text(td.children[0], written);
      draw(td.children[1], column[key].slice(-TREND), tops[key]);
    };
    spark(running, 'running', number(reading.running));
    spark(waiting, 'waiting', number(reading.waiting));
    spark(kvCache, 'kvCacheUsage', percent(reading.kvCacheUsage));
    spark(ttft, 'ttftMs', millis(reading.ttftMs));
    text(sample.children[0], age(member.ageMs));
    sample.classList.toggle('old', member.ageMs === undefined || member.ageMs > 15000);
    const away = member.availability === 'available' ? '' : `${member.availability}. `;
    text(why.children[0], away + (member.reason || 'by its measured state'));
    text(why.children[1], member.guards.join(', '));
  });
}
