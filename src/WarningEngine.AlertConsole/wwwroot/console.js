import { t, lang, local, changeLanguage, day, timeOfDay, degradedWords, regionName, typeName } from './words.js';
import { el, feed, focusQueue, inOrder, isCurrent, isLive, take, tierIcons, tiers } from './cases.js';
import { drawQueue, reveal, settle, shownIds } from './queue.js';
import { drawDetail, focusOutcomes } from './detail.js';
import { dispose, outcomes, say, takeBack } from './outcomes.js';
import { follow } from './stream.js';

// What matters lives in the feed and in the URL: a reload, or another tab, shows the same.
const $ = id => document.getElementById(id);
const query = new URLSearchParams(location.search);
const filter = {
  tier: query.get('tier') ?? '', region: query.get('region') ?? '', type: query.get('type') ?? '',
  q: query.get('q') ?? '', ended: query.get('ended') ?? '',
};
const caseInAddress = () => location.hash.match(/^#([0-9a-f]{32})$/)?.[1];
let selected = caseInAddress() ?? '';
let askedLanguage = query.has('lang');
const announcedMax = 3;
let firstMessage = true;
let firstReading = true;
let announced = new Set();

function matches(c) {
  const text = `${c.person} ${c.scamType} ${c.title.zh} ${c.title.en} ${c.atRisk?.txId ?? ''}`.toLowerCase();
  return (filter.ended || isLive(c)) && (!filter.tier || c.tier === filter.tier) && (!filter.region || [c.region, c.offer?.to].includes(filter.region))
    && (!filter.type || c.scamType === filter.type) && text.includes(filter.q.toLowerCase());
}

const wanted = () => inOrder([...feed.cases.values()].filter(matches));

function draw({ filtersChanged = false, keepBefore = false } = {}) {
  drawWords();
  drawBar();
  drawQueue(wanted(), selected, filtersChanged);
  drawEmpty();
  drawDetail(selected);
  const kept = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  if (askedLanguage) { kept.set('lang', lang); }
  const address = `${kept.size ? `?${kept}` : location.pathname}${selected ? `#${selected}` : ''}`;
  if (address === `${location.search || location.pathname}${location.hash}`) { return; }
  if (keepBefore) { history.pushState(null, '', address); } else { history.replaceState(null, '', address); }
}

/** Why the list is empty: that nothing is to do is said only by who knows. */
function drawEmpty() {
  const isFiltered = [filter.tier, filter.region, filter.type, filter.q].some(Boolean);
  const known = feed.connected && isCurrent();
  $('empty').hidden = shownIds().length > 0;
  $('clear').hidden = !known || !isFiltered;
  setText($('emptyText'), t(!feed.connected ? 'notConnected' : firstMessage ? 'coming' : !known ? (feed.degraded.includes('time') ? 'standsStill' : 'notRead') : isFiltered ? 'noMatch' : 'empty'));
}

function setText(element, text) {
  if (element.textContent !== text) { element.textContent = text; }
}

function drawWords() {
  if (document.documentElement.dataset.words === lang) { return; }
  document.documentElement.dataset.words = lang;
  document.documentElement.lang = lang;
  document.querySelectorAll('[data-text]').forEach(e => setText(e, t(e.dataset.text)));
  setText($('language'), t('other'));
  $('language').lang = lang === 'en' ? 'zh-CN' : 'en';
  $('search').placeholder = `${t('search')}  /`;
  $('search').setAttribute('aria-label', t('search'));
  $('help').setAttribute('aria-label', t('keys'));
  $('tiers').setAttribute('aria-label', t('filterTier'));
}

const tierButtons = tiers.map(tier => {
  const button = el('button', tier);
  button.type = 'button';
  button.append(el('span'), el('b'));
  button.onclick = () => refilter({ tier: filter.tier === tier ? '' : tier });
  return button;
});

function drawBar() {
  const live = [...feed.cases.values()].filter(isLive);
  tierButtons.forEach((button, i) => {
    button.setAttribute('aria-pressed', filter.tier === tiers[i]);
    setText(button.firstChild, `${tierIcons[tiers[i]]} ${t(tiers[i])}`);
    setText(button.lastChild, `${live.filter(c => c.tier === tiers[i]).length + (feed.beyond[tiers[i]] ?? 0)}`);
  });
  const beyond = Object.values(feed.beyond).reduce((sum, n) => sum + n, 0);
  $('beyond').hidden = beyond === 0;
  setText($('beyond'), t('beyond', { n: beyond }));
  setText($('asOf'), feed.asOfMs ? `${day(feed.asOfMs)} ${timeOfDay(feed.asOfMs)}` : '–');
  drawOptions($('region'), [...feed.cases.values()].flatMap(c => [c.region, c.offer?.to ?? c.region]), regionName, filter.region);
  drawOptions($('type'), [...feed.cases.values()].map(c => c.scamType), typeName, filter.type);
  $('ended').checked = !!filter.ended;
  $('degraded').hidden = feed.degraded.length === 0;
  setText($('degraded'), [...new Set(feed.degraded.map(degradedWords))].join(' · '));
}

function drawOptions(select, values, name, current) {
  const all = [...new Set(['', current, ...values])].sort();
  const now = `${lang} ${all}`;
  if (select.dataset.drawn !== now) {
    select.dataset.drawn = now;
    select.replaceChildren(...all.map(value => {
      const option = el('option', '', value ? name(value) : t('all'));
      option.value = value;
      return option;
    }));
  }

  select.value = current;
}

function refilter(change) {
  Object.assign(filter, change);
  draw({ filtersChanged: true });
}

/** Whoever chooses a case can go back to the one before; a key that is held down passes over those between. */
function select(id, keepBefore = true) {
  selected = id;
  draw({ keepBefore });
  reveal(id);
}

function move(by, e) {
  const ids = shownIds();
  if (ids.length > 0) { select(ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(selected) + by))], !e.repeat); }
}

function answer(key, target) {
  const c = feed.cases.get(selected);
  if (target.matches('input')) {
    say(t('keyElsewhere'));
  } else if (c) {
    dispose(c, outcomes[key - 1]);
  } else {
    say(t('pick'));
  }
}

function switchLanguage() {
  changeLanguage();
  askedLanguage = false;
  draw();
}

function showKeys() {
  const facts = el('dl');
  for (const [keys, does] of [
    ['j / k', 'move'], ['Enter', 'open'], ['1 – 9', 'dispose'], ['/', 'find'], ['l', 'langKey'], ['Esc', 'cancel']]) {
    const name = el('dt');
    name.append(el('kbd', '', keys));
    facts.append(name, el('dd', '', t(does)));
  }

  const close = el('button', '', t('closeKeys'));
  close.type = 'button';
  close.onclick = () => $('keys').close();
  $('keys').replaceChildren(el('h2', '', t('keys')), facts, close);
  $('keys').showModal();
}

const moveKeyMap = { j: 1, k: -1 };
const queueMoveKeyMap = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
const keyMap = { '/': () => $('search').focus(), '?': showKeys, l: switchLanguage };
const queueKeyMap = { Enter: focusOutcomes };

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || $('keys').open) { return; }
  const typing = e.target.matches('input[type=search], select');
  if (e.key === 'Escape') {
    if (typing) {
      e.preventDefault();
      focusQueue();
    } else {
      takeBack();
    }

    return;
  }

  if (typing) { return; }
  const inQueue = document.activeElement === $('queue');
  const by = moveKeyMap[e.key] ?? (inQueue ? queueMoveKeyMap[e.key] : undefined);
  const act = keyMap[e.key] ?? (inQueue ? queueKeyMap[e.key] : undefined);
  if (by) {
    e.preventDefault();
    move(by, e);
  } else if (act) {
    e.preventDefault();
    if (!e.repeat) { act(); }
  } else if (!e.repeat && /^[1-9]$/.test(e.key)) {
    answer(e.key, e.target);
  }
});

$('tiers').replaceChildren(...tierButtons);
$('search').value = filter.q;
$('language').onclick = switchLanguage;
$('help').onclick = showKeys;
// What is clicked beside the dialog is the dialog too, outside of its own box.
$('keys').onclick = e => {
  const { left, right, top, bottom } = $('keys').getBoundingClientRect();
  if (e.target === $('keys') && (e.clientX < left || e.clientX > right || e.clientY < top || e.clientY > bottom)) { $('keys').close(); }
};
$('queue').onclick = e => { const row = e.target.closest('.case'); if (row) { select(row.dataset.id); } };
$('fresh').onclick = () => {
  settle();
  focusQueue();
  draw();
};
$('clear').onclick = () => {
  $('search').value = '';
  focusQueue();
  refilter({ tier: '', region: '', type: '', q: '' });
};
$('region').onchange = e => refilter({ region: e.target.value });
$('type').onchange = e => refilter({ type: e.target.value });
$('search').oninput = e => refilter({ q: e.target.value });
$('ended').onchange = e => refilter({ ended: e.target.checked ? '1' : '' });

// A link to a case, or Back: in a tab that is open the address alone changes.
addEventListener('hashchange', () => {
  const id = caseInAddress();
  if (id && id !== selected) { select(id, false); }
});

/** Says aloud only what is most urgent, and nothing of what was there when the page opened. What is urgent anew is said anew. */
function announce() {
  if (!feed.known) { return; }
  const urgent = [...feed.cases.values()].filter(c => c.tier === 'P0' && isLive(c));
  const unsaid = urgent.filter(c => !announced.has(c.id));
  announced = new Set(urgent.map(c => c.id));
  if (firstReading || unsaid.length === 0) { return; }
  // New elements: the same words twice are read twice.
  $('announce').replaceChildren(...unsaid.slice(0, announcedMax).map(c => el('p', '', `${t('P0')}: ${local(c.title)}, ${regionName(c.region)}`)));
  if (unsaid.length > announcedMax) { $('announce').append(el('p', '', t('andMore', { n: unsaid.length - announcedMax }))); }
}

function connected(up) {
  if (up === feed.connected && $('link').dataset.text) { return; }
  feed.connected = up;
  $('link').className = `link${up ? '' : ' off'}`;
  $('link').dataset.text = up ? 'connected' : 'lost';
  setText($('link'), t($('link').dataset.text));
  draw();
}

connected(false);
follow(message => {
  if (!take(message)) { return; }
  announce();
  if (firstReading && !selected) { selected = wanted()[0]?.id ?? ''; }
  firstMessage = false;
  if (feed.known) { firstReading = false; }
  draw();
}, connected);
