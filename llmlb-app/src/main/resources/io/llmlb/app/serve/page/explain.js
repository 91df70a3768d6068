// One cycle: what was known, what the strategy asked for, what guards made of it, and what was written.

import {clock, keyed, make, millis, named, number, percent, text} from './format.js';

function create() {
  const row = make('tr');
  row.setAttribute('role', 'row');
  const head = make('th');
  head.setAttribute('role', 'rowheader');
  head.scope = 'row';
  row.append(head);
  ['what it told', 'strategy asked', 'guards', 'decided', 'ratio', 'reason'].forEach(label => {
    const cell = make('td');
    cell.setAttribute('role', 'cell');
    cell.dataset.label = label;
    row.append(cell);
  });
  return row;
}

function told(member) {
  const terms = Object.entries(member.signals).map(([name, value]) => `${name} ${number(value)}`);
  const ttft = member.reading?.ttftMs;
  return terms.concat(ttft === undefined ? [] : [`TTFT ${millis(ttft)}`]).join(', ') || 'nothing';
}

function ratio(member) {
  const change = member.ratioBefore === member.ratio ? `${member.ratio}` : `${member.ratioBefore} → ${member.ratio}`;
  const words = {withheld: ' (not written: dry run)', deferred: ' (waits for its turn)', gone: ' (left the pool)', failed: ' (not written)'};
  return change + (member.ratioWanted === member.ratio ? '' : ` of ${member.ratioWanted}`) + (words[member.outcome] ?? '');
}

export function explain(report, labels, latest) {
  const cycle = report.cycle;
  text(document.getElementById('explain-title'),
    latest ? 'Why: the latest cycle' : `Why: the cycle of ${cycle ? clock(Date.parse(cycle.at)) : 'then'}`);
  const problem = cycle?.problem ? ` ${cycle.problem}.` : '';
  const standby = cycle?.standby ? ` On standby: ${cycle.standby}.` : '';
  const held = cycle?.heldBy ? ` Held by ${cycle.heldBy} until ${clock(Date.parse(cycle.heldUntil))}.` : '';
  text(document.getElementById('explain-outcome'),
    cycle ? `${report.outcome}, in ${cycle.tookMs} ms.${problem}${standby}${held} ${cycle.notes.join('. ')}` : 'No cycle yet.');
  const all = cycle?.members ?? [];
  const rows = keyed(document.querySelector('#explain-members tbody'), all.map(member => member.member), create);
  rows.forEach((row, i) => {
    const member = all[i];
    const cells = row.children;
    text(cells[0], labels.get(member.member) ?? member.member);
    text(cells[1], told(member));
    text(cells[2], member.askedShare === undefined ? 'nothing' : percent(member.askedShare));
    text(cells[3], member.guards.join(', ') || 'none');
    text(cells[4], percent(member.share));
    text(cells[5], ratio(member));
    text(cells[6], member.reason || 'by its measured state');
  });
}

/** The same as a person with a terminal gets it. */
export async function explainText(pool, at) {
  const query = at ? `?at=${encodeURIComponent(at)}` : '';
  const answer = await fetch(`api/v1/pools/${named(pool)}${query}`, {headers: {Accept: 'text/plain'}});
  return answer.text();
}

export async function cycleAt(pool, at) {
  const answer = await fetch(`api/v1/pools/${named(pool)}?at=${encodeURIComponent(at)}`);
  return answer.json();
}
