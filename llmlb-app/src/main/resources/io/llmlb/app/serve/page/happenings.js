// What happened, the newest first; a press on its time shows the cycle.

import {clock, keyed, make, text} from './format.js';

const MOST = 40;
const WORDS = {ratio: 'ratio', drift: 'drift', guard: 'guard', problem: 'problem', recovered: 'mended', held: 'held'};

export function happenings(timeline, labels, onPick) {
  const latest = timeline.events.slice(-MOST).reverse();
  const keys = latest.map((event, i) => `${event.at} ${event.kind} ${event.text}`);
  const items = keyed(document.getElementById('events'), keys, () => {
    const item = make('li');
    const time = make('button', 'time');
    time.type = 'button';
    item.append(time, make('span', 'kind'), make('span', 'what'));
    return item;
  });
  items.forEach((item, i) => {
    const event = latest[i];
    const words = [...labels].reduce((all, [address, label]) => all.replaceAll(address, label), event.text);
    text(item.children[0], clock(event.at));
    item.children[0].onclick = () => onPick(event.at);
    item.children[0].setAttribute('aria-label', `show the cycle of ${clock(event.at)}`);
    item.children[1].className = `kind ${event.kind}`;
    text(item.children[1], WORDS[event.kind] ?? event.kind);
    text(item.children[2], words);
  });
}
