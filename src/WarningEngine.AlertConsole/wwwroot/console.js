import { t, lang, local, changeLanguage, day, timeOfDay, regionName, typeName } from './words.js';
import { el, feed, inOrder, isLive, take, tierIcons, tiers } from './cases.js';
import { drawQueue, reveal, settle, shownIds } from './queue.js';
import { drawDetail, focusOutcomes } from './detail.js';
import { dispose, outcomes, takeBack } from './outcomes.js';

// What matters lives in the feed and in the URL: a reload, or another tab, shows the same.
const $ = id => document.getElementById(id);
const query = new URLSearchParams(location.search);
const filter = {
  tier: query.get('tier') ?? '', region: query.get('region') ?? '', type: query.get('type') ?? '',
  q: query.get('q') ?? '', ended: query.get('ended') ?? '',
};
let selected = location.hash.slice(1);
let askedLanguage = query.has('lang');
let firstMessage = true;
const announced = new Set();

function matches(c) {
  const text = `${c.person} ${c.scamType} ${c.title.zh} ${c.title.en} ${c.atRisk?.txId ?? ''}`.toLowerCase();
  return (filter.ended || isLive(c)) && (!filter.tier || c.tier === filter.tier) && (!filter.region || [c.region, c.offer?.to].includes(filter.region))
    && (!filter.type || c.scamType === filter.type) && text.includes(filter.q.toLowerCase());
}

const wanted = () => inOrder([...feed.cases.values()].filter(matches));

function draw({ filtersChanged = false } = {}) {
  drawWords();
  drawBar();
  drawQueue(wanted(), selected, filtersChanged);
  drawDetail(selected);
  const kept = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  if (askedLanguage) { kept.set('lang', lang); }
  const address = `${kept.size ? `?${kept}` : location.pathname}${selected ? `#${selected}` : ''}`;
  if (address !== `${location.search || location.pathname}${location.hash}`) { history.replaceState(null, '', address); }
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
    setText(button.lastChild, `${live.filter(c => c.tier === tiers[i]).length}`);
  });
  setText($('asOf'), feed.asOfMs ? `${day(feed.asOfMs)} ${timeOfDay(feed.asOfMs)}` : '–');
  drawOptions($('region'), [...feed.cases.values()].flatMap(c => [c.region, c.offer?.to ?? c.region]), regionName, filter.region);
  drawOptions($('type'), [...feed.cases.values()].map(c => c.scamType), typeName, filter.type);
  $('ended').checked = !!filter.ended;
  $('degraded').hidden = feed.degraded.length === 0;
  setText($('degraded'), feed.degraded.join(' · '));
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

function select(id) {
  selected = id;
  draw();
  reveal(id);
}

function move(by) {
  const ids = shownIds();
  if (ids.length > 0) { select(ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(selected) + by))]); }
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

  $('keys').replaceChildren(el('h2', '', t('keys')), facts);
  $('keys').showModal();
}

const keyMap = {
  j: () => move(1), k: () => move(-1), '/': () => $('search').focus(), '?': showKeys, l: switchLanguage,
};
const queueKeyMap = {
  ArrowDown: () => move(1), ArrowUp: () => move(-1), Home: () => move(-Infinity), End: () => move(Infinity),
  Enter: focusOutcomes,
};

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || $('keys').open) { return; }
  const typing = e.target.matches('input[type=search], select');
  if (e.key === 'Escape') {
    takeBack();
    if (typing) { $('queue').focus(); }
    return;
  }

  if (typing) { return; }
  const c = feed.cases.get(selected);
  const act = keyMap[e.key] ?? (document.activeElement === $('queue') ? queueKeyMap[e.key] : undefined);
  if (act) {
    e.preventDefault();
    act();
  } else if (c && !e.repeat && /^[1-9]$/.test(e.key)) {
    dispose(c, outcomes[e.key - 1]);
  }
});

$('tiers').replaceChildren(...tierButtons);
$('search').value = filter.q;
$('language').onclick = switchLanguage;
$('help').onclick = showKeys;
$('queue').onclick = e => { const row = e.target.closest('.case'); if (row) { select(row.dataset.id); } };
$('fresh').onclick = () => { settle(); draw(); };
$('region').onchange = e => refilter({ region: e.target.value });
$('type').onchange = e => refilter({ type: e.target.value });
$('search').oninput = e => refilter({ q: e.target.value });
$('ended').onchange = e => refilter({ ended: e.target.checked ? '1' : '' });

/** Says aloud only what is most urgent, and nothing of what was there when the page opened. */
function announce() {
  const urgent = [...feed.cases.values()].filter(c => c.tier === 'P0' && isLive(c) && !announced.has(c.id));
  urgent.forEach(c => announced.add(c.id));
  if (!firstMessage && urgent.length > 0) { setText($('announce'), `${t('P0')}: ${local(urgent[0].title)}`); }
}

function connected(up) {
  $('link').className = `link${up ? '' : ' off'}`;
  $('link').dataset.text = up ? 'connected' : 'lost';
  setText($('link'), t($('link').dataset.text));
}

connected(false);
draw();
const events = new EventSource('/api/events');
events.onopen = () => connected(true);
events.onerror = () => connected(false);
events.onmessage = e => {
  take(JSON.parse(e.data));
  announce();
  if (firstMessage && !selected) { selected = wanted()[0]?.id ?? ''; }
  firstMessage = false;
  draw();
};
