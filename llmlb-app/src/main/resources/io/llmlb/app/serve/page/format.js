// How values are written, and how they get into the page: as text, never as markup.

export const NONE = '–';

export function number(value) {
  if (value === null || value === undefined) return NONE;
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(3)).toString();
}

export function percent(part) {
  return part === null || part === undefined ? NONE : `${Math.round(100 * part)} %`;
}

export function millis(value) {
  if (value === null || value === undefined) return NONE;
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(value < 10000 ? 2 : 1)} s`;
}

export function age(value) {
  return value === null || value === undefined ? NONE : `${(value / 1000).toFixed(1)} s`;
}

export function clock(epochMillis) {
  return new Date(epochMillis).toLocaleTimeString('en-GB', {hour12: false});
}

export function span(epochMillis) {
  const seconds = Math.max(0, Math.round(epochMillis / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

/** What people call a pool: what is behind the last slash, up to the part that CIS adds. */
export function poolName(path) {
  return path.slice(path.lastIndexOf('/') + 1).replace(/_\d+_[^/]*$/, '');
}

export function named(path) {
  return path.replaceAll('/', '~');
}

/** Writes only what is different, so that nothing is announced or lost without need. */
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

export function make(tag, classes, value) {
  const node = document.createElement(tag);
  if (classes) node.className = classes;
  if (value !== undefined) node.textContent = value;
  return node;
}

/** Keeps one child for each key, in order: children that stay are not touched. */
export function keyed(parent, keys, create) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]));
  let before = null;
  const kept = keys.map(key => {
    const child = known.get(key) ?? create(key);
    child.dataset.key = key;
    known.delete(key);
    const place = before ? before.nextSibling : parent.firstChild;
    if (child !== place) parent.insertBefore(child, place);
    before = child;
    return child;
  });
  known.forEach(child => child.remove());
  return kept;
}
