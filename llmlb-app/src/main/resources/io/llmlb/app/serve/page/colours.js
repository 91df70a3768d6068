// One colour for each member, the same wherever it is shown.

const COUNT = 8;

export function colourName(index) {
  return `--member-${index % COUNT}`;
}

export function colour(index) {
  return getComputedStyle(document.documentElement).getPropertyValue(colourName(index)).trim();
}

export function variable(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
