// The page: what is selected, and who is told of what.

import {age, clock, make, named, poolName, span, text} from './format.js';
import {cycleAt, explain, explainText} from './explain.js';
import {happenings} from './happenings.js';
import {listen} from './live.js';
import {members} from './members.js';
import {overview} from './overview.js';
import {Timeline} from './timeline.js';
import * as rules from './rules.js';

const byId = id => document.getElementById(id);
const timeline = new Timeline(index => pick(shown?.timeline.at[index]));
let status = null; // the newest
let shown = null; // the newest of the selected pool: report and timeline
let selected = null; // the pool's path
let moment = null; // the picked cycle's time; null for the latest
let end = () => {};

function select() {
  const wanted = decodeURIComponent(location.hash.slice(1)).replaceAll('~', '/');
  const known = status?.pools.map(pool => pool.pool) ?? [];
  const pool = known.includes(wanted) ? wanted : known[0] ?? null;
  if (pool === selected && shown) return;
  selected = pool;
  shown = null;
  moment = null;
  connect();
}

function connect() {
  end();
  end = listen(selected, {
    status: told,
    pool: both => {
      if (both.report.pool !== selected) return;
      shown = both;
      render();
    },
    connected: now => {
      text(byId('link'), now ? 'live' : 'not connected');
      byId('link').className = now ? 'good' : 'bad';
    },
  });
}

function told(now) {
  status = now;
  const known = now.pools.map(pool => pool.pool);
  if (!known.includes(selected)) select();
  overview(now, selected);
  const well = now.health.length === 0;
  text(byId('health'), well ? 'All is well' : now.health.join(' · '));
  byId('health').className = well ? 'good' : 'bad';
  text(byId('leader'), now.leader);
  text(byId('uptime'), span(Date.parse(now.now) - Date.parse(now.since)));
  text(byId('version'), now.version ?? '');
  rules.rules(now.rules);
}

function facts(report) {
  const cycle = report.cycle;
  const ages = (cycle?.members ?? []).map(member => member.ageMs).filter(value => value !== undefined);
  const failed = cycle?.outcome === 'failed';
  const bigip = !cycle ? 'no cycle yet' : failed ? `failed: ${cycle.problem}` : 'ok';
  const metrics = cycle?.problem && !failed ? cycle.problem : ages.length ? `newest sample ${age(Math.min(...ages))} old` : 'no sample';
  const acted = Object.entries(cycle?.guards ?? {}).map(([guard, count]) => `${guard} on ${count}`).join(', ') || 'none';
  const entries = [
    ['BIG-IP', `${report.bigip}: ${bigip}`, failed ? 'bad' : ''],
    ['metrics', metrics, cycle?.problem && !failed ? 'bad' : ''],
    ['model', report.model, ''],
    ['strategy', `${report.strategy}, ${report.mode}, every ${report.interval}`, ''],
    ['last cycle', cycle ? `${clock(Date.parse(cycle.at))}: ${report.outcome}` : 'none', ''],
    ['guards', acted, ''],
    ['changed by others', cycle ? `${cycle.changedByOthersSinceStart} since the start` : '–', ''],
  ];
  if (cycle && cycle.harm !== 'none') entries.push(['do no harm', cycle.harm, 'bad']);
  const list = byId('pool-facts');
  entries.forEach(([name, value, level], i) => {
    const entry = list.children[i] ?? list.appendChild(make('div'));
    if (!entry.firstChild) entry.append(make('dt'), make('dd'));
    text(entry.children[0], name);
    text(entry.children[1], value);
    entry.className = level;
  });
  while (list.children.length > entries.length) list.lastChild.remove();
  const notes = cycle?.notes ?? [];
  byId('notes').hidden = notes.length === 0;
  if (byId('notes').textContent !== notes.join('')) byId('notes').replaceChildren(...notes.map(note => make('li', '', note)));
}

function labels() {
  return new Map(shown.timeline.members.map(member => [member.member, member.label]));
}

function render() {
  const {report, timeline: columns} = shown;
  text(byId('pool-title'), poolName(report.pool));
  text(byId('pool-path'), `${report.pool} on ${report.url}`);
  document.title = `${poolName(report.pool)} · llmlb`;
  facts(report);
  members(report, columns);
  timeline.show(columns);
  happenings(columns, labels(), pick);
  slider(columns);
  if (moment === null) {
    explain(report, labels(), true);
    if (byId('as-text').open) refreshText(null);
  }
}

function slider(columns) {
  const range = byId('moment');
  const last = Math.max(0, columns.at.length - 1);
  const index = moment === null ? last : Math.max(0, columns.at.findLastIndex(at => at <= moment));
  range.max = String(last);
  range.value = String(index);
  const words = moment === null ? 'latest' : clock(moment);
  range.setAttribute('aria-valuetext', words);
  text(byId('moment-time'), words);
}

async function refreshText(at) {
  byId('explain-text').textContent = await explainText(selected, at);
}

async function pick(at) {
  if (!shown || at === undefined) return;
  const last = shown.timeline.at.at(-1);
  moment = at === null || at >= last ? null : at;
  slider(shown.timeline);
  if (moment === null) {
    render();
    return;
  }
  const iso = new Date(moment + 1).toISOString(); // the time of a cycle has finer parts than this
  explain(await cycleAt(selected, iso), labels(), false);
  if (byId('as-text').open) refreshText(iso);
}

byId('moment').addEventListener('input', event => pick(shown?.timeline.at[Number(event.target.value)]));
byId('latest').addEventListener('click', () => pick(null));
byId('as-text').addEventListener('toggle', () =>
  byId('as-text').open && selected && refreshText(moment === null ? null : new Date(moment + 1).toISOString()));
byId('filter').addEventListener('input', () => status && overview(status, selected));
addEventListener('hashchange', () => {
  shown = null;
  select();
  if (status) overview(status, selected);
  byId('pool-title').focus();
});
rules.begin();
connect();
