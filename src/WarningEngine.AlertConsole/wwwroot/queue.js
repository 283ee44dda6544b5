import { t, lang, local, money, outcomeName, patternName, regionName } from './words.js';
import { el, feed, isLive, isSoon, leave, remaining, signature, tierIcons } from './cases.js';

// The list. A row's element stays while its case is shown: one that is replaced would lose the click that is under way.
const stillMs = 5000;
const box = document.getElementById('queue');
const fresh = document.getElementById('fresh');
const rows = new Map();
let shown = [];
let placed = new Map();
let pressed = false;
let movedAt = -stillMs;

box.addEventListener('pointerdown', () => { pressed = true; });
for (const over of ['pointerup', 'pointercancel']) { addEventListener(over, () => { pressed = false; }); }
box.addEventListener('pointermove', () => { movedAt = performance.now(); });
box.addEventListener('pointerleave', () => { movedAt = -stillMs; });

/** Somebody is pointing at a row or reading further down: nothing may jump. A pointer left lying does not count. */
const isBusy = () => pressed || box.scrollTop > 0 || performance.now() - movedAt < stillMs;

/** The cases as they stand on the page: j and k follow what is seen. */
export const shownIds = () => shown;

/** Shows what waits behind the banner with the next drawing. */
export function settle() {
  box.scrollTop = 0;
  movedAt = -stillMs;
}

/** Draws the wanted cases in their order; where somebody is at work the rows stay, and what is new or has risen waits. */
export function drawQueue(wanted, selected, filtersChanged) {
  let ids = wanted.map(c => c.id);
  let waiting = [];
  if (isBusy() && !filtersChanged && shown.length > 0) {
    waiting = wanted.filter(c => !placed.has(c.id) || c.tier < placed.get(c.id));
    ids = shown.filter(id => feed.cases.has(id));
  } else {
    placed = new Map(wanted.map(c => [c.id, c.tier]));
  }

  shown = ids;
  drawFresh(waiting);
  place(ids.map(id => draw(feed.cases.get(id), id === selected)));
  if (rows.has(selected)) {
    box.setAttribute('aria-activedescendant', `case-${selected}`);
  } else {
    box.removeAttribute('aria-activedescendant');
  }
}

function drawFresh(waiting) {
  const tier = waiting.map(c => c.tier).sort()[0] ?? '';
  const text = tier && t('fresh', { n: waiting.length, tier: `${tierIcons[tier]} ${t(tier)}` });
  if (fresh.textContent !== text) { fresh.textContent = text; }
  fresh.className = `fresh ${tier}`;
  if (!tier) { leave(fresh); }
  fresh.hidden = !tier;
}

export function reveal(id) {
  rows.get(id)?.element.scrollIntoView({ block: 'nearest' });
}

/** Moves only the rows that are not where they should be, and removes those that nobody wants. */
function place(elements) {
  let at = box.firstElementChild;
  for (const element of elements) {
    if (element === at) {
      at = at.nextElementSibling;
    } else {
      box.insertBefore(element, at);
    }
  }

  while (at) {
    const next = at.nextElementSibling;
    rows.delete(at.dataset.id);
    at.remove();
    at = next;
  }
}

function draw(c, isSelected) {
  let row = rows.get(c.id);
  if (!row) {
    row = { element: el('div') };
    row.element.id = `case-${c.id}`;
    row.element.dataset.id = c.id;
    row.element.setAttribute('role', 'option');
    rows.set(c.id, row);
  }

  const now = `${signature(c)},${lang}`;
  if (row.signature !== now) {
    row.signature = now;
    row.element.className = `case ${c.tier}${isLive(c) ? '' : ' ended'}`;
    row.left = el('div');
    row.element.replaceChildren(...content(c, row.left));
  }

  row.element.setAttribute('aria-selected', isSelected);
  row.left.className = `left${isLive(c) && isSoon(c) ? ' soon' : ''}`;
  const text = remaining(c);
  if (row.left.textContent !== text) { row.left.textContent = text; }
  return row.element;
}

function content(c, leftBox) {
  const tier = el('div', 'tier');
  tier.append(el('i', '', tierIcons[c.tier]), el('span', '', t(c.tier)));
  const who = el('div', 'who', [c.person, t(c.ageBand)].filter(Boolean).join(' · '));
  const why = el('div', 'why', [local(c.title), c.reasons[0] && local(c.reasons[0].text)].filter(Boolean).join(' — '));
  const tags = el('div', 'tags');
  tags.append(el('span', 'tag', c.scamType), el('span', 'tag', t(c.stage)), el('span', 'tag', regionName(c.region)));
  if (c.atRisk) { tags.append(el('span', 'tag money', money(c.atRisk.amount, c.atRisk.currency))); }
  if (c.warnings > 1) { tags.append(el('span', 'tag', t('warnings', { n: c.warnings }))); }
  if (c.watched) { tags.append(el('span', 'tag', t('watched'))); }
  if (c.held) { tags.append(el('span', 'tag', [t('held'), c.heldFor && patternName(c.heldFor)].filter(Boolean).join(' · '))); }
  if (c.shadow) { tags.append(el('span', 'tag shadow', t('shadow'))); }
  if (c.offer) { tags.append(el('span', 'tag', t('offeredTo', { r: regionName(c.offer.to) }))); }
  if (c.returnedFrom) { tags.append(el('span', 'tag', t('returnedFrom', { r: regionName(c.returnedFrom) }))); }
  if (c.disposition) { tags.append(el('span', 'tag', outcomeName(c.disposition))); }
  return [tier, who, leftBox, why, tags];
}
