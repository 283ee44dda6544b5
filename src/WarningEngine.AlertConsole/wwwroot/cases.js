import { t, duration } from './words.js';

// What the engine has told so far. Time left is counted against the engine's own time, never against the clock on the wall.
export const feed = { cases: new Map(), beyond: {}, asOfMs: 0, degraded: [], known: false, connected: false };

export const tiers = ['P0', 'P1', 'P2', 'P3'];
export const tierIcons = { P0: '⬣', P1: '▲', P2: '◆', P3: '●' };

let parts = [];

/** Takes one message of the stream: everything at first, then what has changed. What is much comes in parts, and what was shown stays
 * until the last is there: tells whether it is. */
export function take(message) {
  if (message.whole) { parts = []; }
  parts.push(message);
  if (message.more) { return false; }
  feed.asOfMs = message.asOfMs;
  feed.degraded = message.degraded;
  feed.known = message.known;
  feed.beyond = message.beyond;
  if (parts[0].whole) { feed.cases.clear(); }
  for (const part of parts) {
    part.changed.forEach(c => feed.cases.set(c.id, c));
    part.gone.forEach(id => feed.cases.delete(id));
  }

  parts = [];
  return true;
}

/** The cases have been read, and not long ago, and dispatch is at work on them: that there is none says something. */
export const isCurrent = () => feed.known && !['cases', 'time'].some(x => feed.degraded.includes(x));

export const left = c => c.usefulUntilMs - feed.asOfMs;
export const isLive = c => c.state === 'Open' && left(c) > 0;

/** An expired case still takes what its agent found out, once: what an agent has closed, or found out afterwards, has been answered. */
export const canAnswer = c => !c.answered;
export const isSoon = c => left(c) < 15 * 60_000;

export function remaining(c) {
  return isLive(c) ? t('left', { t: duration(left(c)) }) : t(c.state === 'Open' ? 'Expired' : c.state);
}

/** What an agent's next minutes can still prevent comes first. */
export function inOrder(cases) {
  return cases.sort((a, b) => isLive(b) - isLive(a) || a.tier.localeCompare(b.tier) || left(a) - left(b)
    || a.id.localeCompare(b.id));
}

/** Changes whenever a case must be drawn anew; time alone does not. */
export const signature = c =>
  [c.id, c.revision, c.state, c.history.length, c.history.at(-1)?.timeMs, c.held, c.shadow, isLive(c)].join();

/** What has the focus is about to go: the list takes it. On the body, where it would fall, a screen reader begins anew. */
export function leave(element) {
  if (element.contains(document.activeElement)) { focusQueue(); }
}

export function focusQueue() {
  document.getElementById('queue').focus({ preventScroll: true });
}

export function el(tag, cls, text) {
  const made = document.createElement(tag);
  if (cls) { made.className = cls; }
  if (text !== undefined) { made.textContent = text; }
  return made;
}
