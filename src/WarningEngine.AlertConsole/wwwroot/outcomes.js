import { outcomeName, regionName, t } from './words.js';
import { canAnswer, el, feed, leave } from './cases.js';

/** In the order of the keys 1 to 9. */
export const outcomes = [
  'ReachedDissuaded', 'AlreadyLost', 'ReachedDenies', 'NotReachedBusy', 'NotReachedNoAnswer', 'ReachedNotRelevant',
  'ThirdPartyAnsweredUnverified', 'RelativeContacted', 'FalsePositiveConfirmed',
];

/** Rarer ones, without a key. */
export const moreOutcomes = ['Rejected', 'NotReachedOff', 'ForwardedSuspect', 'WrongPerson'];

export const confirmsFraud = ['ReachedDissuaded', 'AlreadyLost'];

/** Shops and exchanges take everybody's money: an agent holds one bad on purpose alone. */
const sellerKinds = ['Merchant', 'Crypto', 'Gold'];
const payeeChoices = new Map();
const payeeOf = c => `${c.id} ${c.atRisk.payee}`;
export const holdsPayee = c => !!c.atRisk?.payee && (payeeChoices.get(payeeOf(c)) ?? !sellerKinds.includes(c.atRisk.payeeKind));
export const choosePayee = (c, isHeld) => payeeChoices.set(payeeOf(c), isHeld);
const heldSeconds = 5;
const saidMs = 4000;
const box = document.getElementById('undo');
const unsent = document.getElementById('unsent');
const [waits, says, goes] = [el('p'), el('p'), el('div')];
let pending = null;
let saidTimer = 0;
box.append(waits, goes, says);

/** Sends what the agent found out, after five seconds in which a slip can be taken back. Choosing another outcome for the
 * same case replaces it; turning to another case sends at once what was decided before. */
export function dispose(c, code) {
  if (!canAnswer(c)) {
    say(t('closedAlready', { who: c.person, code: outcomeName(c.disposition) }));
    return;
  }

  if (pending && pending.c.id !== c.id) { send(); }
  takeBack();
  const undo = el('button', '', t('undo'));
  undo.type = 'button';
  undo.onclick = takeBack;
  // Read aloud once: only the countdown changes.
  const countdown = el('span', 'countdown');
  countdown.setAttribute('aria-hidden', 'true');
  const payee = confirmsFraud.includes(code) && holdsPayee(c) ? c.atRisk.payee : undefined;
  pending = { c, code, payee, id: newId(), left: heldSeconds };
  const show = () => { countdown.textContent = t('secondsLeft', { n: pending.left }); };
  pending.timer = setInterval(() => {
    pending.left--;
    if (pending.left > 0) { show(); } else { send(); }
  }, 1000);
  show();
  const what = [t('sending', { who: c.person, code: outcomeName(code) }), payee && t('payeeToo', { payee })].filter(Boolean).join(' · ');
  waits.replaceChildren(el('span', '', what), countdown, undo);
  drawBox();
}

export function takeBack() {
  if (pending) { clearInterval(pending.timer); }
  pending = null;
  leave(waits);
  waits.replaceChildren();
  drawBox();
}

/** Once a decision: what is sent again under the same id counts once. Not randomUUID, which a page has over TLS or loopback alone. */
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), x => x.toString(16).padStart(2, '0')).join('');

function send({ always = false } = {}) {
  const { c, code, payee, id } = pending;
  takeBack();
  const what = outcomeName(code);
  const seen = { revision: c.revision, warnings: c.warnings };
  const go = () => post(c, what, 'disposition', { code, ...seen, fraudConfirmed: confirmsFraud.includes(code), confirmedPayee: payee, id });
  const now = feed.cases.get(c.id);
  if (always || !now || canAnswer(now)) { return go(); }
  // Another agent was faster: theirs is not overwritten unseen.
  keep(t('closedMeanwhile', { who: c.person, what, code: outcomeName(now.disposition) }), ['sendAnyway', go]);
}

/** Takes over a case at once: every second of an offer counts, and whoever slipped can offer it back. */
export function accept(c) {
  return post(c, t('accept', { r: regionName(c.offer.to) }), 'accept', { region: c.offer.to });
}

async function post(c, what, path, body) {
  const again = ['again', () => post(c, what, path, body)];
  // The engine's log may be away for a quarter of a minute: until it has taken it nobody may think that it has.
  const line = el('p', '', t('underWay', { who: c.person, what }));
  goes.append(line);
  drawBox();
  try {
    const answer = await fetch(`/api/cases/${c.id}/${path}`, {
      method: 'POST',
      keepalive: true,
      headers: { 'Content-Type': 'application/json', 'X-Warning-Engine': '1' },
      body: JSON.stringify(body),
    });
    if (answer.status === 409) {
      keep(t(path === 'accept' ? 'offerOver' : 'payeeOther', { who: c.person, what }));
    } else if (!answer.ok) {
      throw new Error(answer.status === 503 ? t('logAway') : `${answer.status}`);
    } else {
      say(t('sent', { who: c.person, code: what }));
    }
  } catch (error) {
    keep(t('failed', { who: c.person, what, e: error.message }), again);
  } finally {
    line.remove();
    drawBox();
  }
}

// A page that is closed within the five seconds has decided all the same.
addEventListener('pagehide', () => { if (pending) { send({ always: true }); } });

/** Lives in this page alone: what could not be sent, what nobody has taken yet, and what closing the page would send to nobody. */
const isToLose = () => unsent.childElementCount > 0 || goes.childElementCount > 0 || (pending && !feed.connected);

addEventListener('beforeunload', e => { if (isToLose()) { e.preventDefault(); } });

/** Says something for a few seconds, beside what is waiting to be sent. */
export function say(text) {
  clearTimeout(saidTimer);
  says.textContent = text;
  saidTimer = setTimeout(() => {
    says.textContent = '';
    drawBox();
  }, saidMs);
  drawBox();
}

function drawBox() {
  waits.hidden = !waits.hasChildNodes();
  goes.hidden = !goes.hasChildNodes();
  says.hidden = !says.textContent;
  box.hidden = waits.hidden && goes.hidden && says.hidden;
}

/** Something decided has not been sent: that stays, whatever is decided next, until it is sent after all or put away. */
function keep(text, ...choices) {
  const line = el('p');
  line.append(el('span', '', text));
  for (const [name, then] of [...choices, ['putAway', () => {}]]) {
    const button = el('button', '', t(name));
    button.type = 'button';
    button.onclick = () => {
      leave(line);
      line.remove();
      unsent.hidden = unsent.childElementCount === 0;
      then();
    };
    line.append(button);
  }

  unsent.append(line);
  unsent.hidden = false;
}
