// All pools, a line each.

import {keyed, make, named, poolName, text} from './format.js';

const MANY = 8;

export function stateOf(pool) {
  if (!pool.at) return {word: 'starting', level: 'quiet'};
  if (pool.problem) return {word: pool.outcome === 'failed' ? 'failed' : 'trouble', level: 'bad'};
  if (pool.mode !== 'run') return {word: pool.mode, level: 'quiet'};
  return pool.outcome.startsWith('held') || pool.outcome.startsWith('nothing is written')
    ? {word: 'held', level: 'warn'}
    : {word: 'ok', level: 'good'};
}

export function overview(status, selected) {
  const list = document.getElementById('pools');
  const filter = document.getElementById('filter');
  document.getElementById('filter-line').hidden = status.pools.length < MANY;
  const wanted = filter.value.toLowerCase();
  const shown = status.pools.filter(pool => pool.pool.toLowerCase().includes(wanted));
  const items = keyed(list, shown.map(pool => pool.pool), path => {
    const item = make('li');
    const link = make('a');
    link.href = `#${named(path)}`;
    link.title = path;
    link.append(make('span', 'name', poolName(path)), make('span', 'state'), make('span', 'outcome'));
    item.append(link);
    return item;
  });
  items.forEach((item, i) => {
    const pool = shown[i];
    const state = stateOf(pool);
    const link = item.firstChild;
    if (pool.pool === selected) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
    link.children[1].className = `state ${state.level}`;
    text(link.children[1], state.word);
    text(link.children[2], pool.problem ?? pool.outcome ?? 'no cycle yet');
  });
}
