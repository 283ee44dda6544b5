import { regionName, t } from './words.js';
import { el } from './cases.js';

/** In the order of the keys 1 to 9. */
export const outcomes = [
  'ReachedDissuaded', 'AlreadyLost', 'ReachedDenies', 'NotReachedBusy', 'NotReachedNoAnswer', 'ReachedNotRelevant',
  'ThirdPartyAnsweredUnverified', 'RelativeContacted', 'FalsePositiveConfirmed',
];

const confirmsFraud = ['ReachedDissuaded', 'AlreadyLost'];
const heldSeconds = 5;
const box = document.getElementById('undo');
const unsent = document.getElementById('unsent');
let pending = null;

/** Sends what the agent found out, after five seconds in which a slip can be taken back. Choosing another outcome for the
 * same case replaces it; turning to another case sends at once what was decided before. */
export function dispose(c, code) {
  if (c.state !== 'Open') { return; }
  if (pending && pending.c.id !== c.id) { send(); }
  takeBack();
  const text = el('span');
  const undo = el('button', '', t('undo'));
  undo.type = 'button';
  undo.onclick = takeBack;
  pending = { c, code, left: heldSeconds };
  const show = () => { text.textContent = t('sending', { code: t(code), n: pending.left }); };
  pending.timer = setInterval(() => {
    pending.left--;
    if (pending.left > 0) { show(); } else { send(); }
  }, 1000);
  show();
  box.replaceChildren(text, undo);
  box.hidden = false;
}

export function takeBack() {
  if (pending) { clearInterval(pending.timer); }
  pending = null;
  box.hidden = true;
}

function send() {
  const { c, code } = pending;
  takeBack();
  return post(c, t(code), 'disposition', { code, revision: c.revision, fraudConfirmed: confirmsFraud.includes(code) });
}

/** Takes over a case at once: every second of an offer counts, and whoever slipped can offer it back. */
export function accept(c) {
  return post(c, t('accept', { r: regionName(c.offer.to) }), 'accept', { region: c.offer.to });
}

async function post(c, what, path, body) {
  try {
    const answer = await fetch(`/api/cases/${c.id}/${path}`, {
      method: 'POST',
      keepalive: true,
      headers: { 'Content-Type': 'application/json', 'X-Warning-Engine': '1' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) { throw new Error(`${answer.status}`); }
    said();
  } catch (error) {
    keep(t('failed', { who: c.person, what, e: error.message }), () => post(c, what, path, body));
  }
}

// A page that is closed within the five seconds has decided all the same.
addEventListener('pagehide', () => { if (pending) { send(); } });

function said() {
  if (pending) { return; }
  const text = el('span', '', t('sent'));
  box.replaceChildren(text);
  box.hidden = false;
  setTimeout(() => { if (text.isConnected && !pending) { box.hidden = true; } }, 2500);
}

/** Something decided has not been sent: that stays, whatever is decided next, until it is sent again or put away. */
function keep(text, again) {
  const line = el('p', '', text);
  const put = (name, then) => {
    const button = el('button', '', t(name));
    button.type = 'button';
    button.onclick = () => {
      line.remove();
      unsent.hidden = unsent.childElementCount === 0;
      then();
    };
    line.append(button);
  };
  put('again', again);
  put('putAway', () => {});
  unsent.append(line);
  unsent.hidden = false;
}
