// What the rules in force decide about a body.

import {make, text} from './format.js';

export function rules(source) {
  document.getElementById('rules').hidden = !source;
  if (source) text(document.getElementById('rules-source'), source.source);
}

async function decide(body) {
  const answer = await fetch('api/v1/rules/eval', {method: 'POST', body});
  return answer.json();
}

export function begin() {
  const decision = document.getElementById('decision');
  const steps = document.getElementById('steps');
  document.getElementById('rules-form').addEventListener('submit', async event => {
    event.preventDefault();
    try {
      const told = await decide(document.getElementById('body').value);
      decision.replaceChildren(...(told.error ? [make('p', 'bad', told.error)] : words(told)));
      steps.replaceChildren(...(told.steps ?? []).map(step => make('li', '', step)));
    } catch (unreachable) {
      decision.replaceChildren(make('p', 'bad', `The controller does not answer: ${unreachable.message}`));
    }
  });
}

function words(told) {
  const what = {selectPool: `Pool ${told.pool}`, reject: `Rejected with ${told.status}`, none: `No decision (${told.reason}): the default pool serves it`};
  const all = [make('p', 'verdict', what[told.outcome])];
  if (told.path.length > 0) all.push(make('p', '', `Steps ${told.path.join(' → ')}`));
  told.rewrites.forEach(rewrite => all.push(make('p', '', `Rewrites ${rewrite.path} to ${JSON.stringify(rewrite.value)}`)));
  return all;
}
