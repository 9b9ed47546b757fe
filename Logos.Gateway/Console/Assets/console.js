// Pages are whole without this: it keeps them up to date, and tells times in the reader's own zone.
(() => {
  'use strict';
  const said = document.getElementById('said');
  const words = status => status.replaceAll('_', ' ');
  let lastSaid = '';
  function say(text) {
    if (!said || text === lastSaid) return;
    lastSaid = text;
    said.textContent = text;
  }

  // A form was sent to where it is taken: the page itself is elsewhere.
  if (document.body.dataset.at && document.body.dataset.at !== location.pathname + location.search)
    history.replaceState(null, '', document.body.dataset.at + location.hash);

  // ---- times

  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  function tell(time) {
    const at = new Date(time.dateTime);
    if (isNaN(at)) return;
    const seconds = (at - Date.now()) / 1000, size = Math.abs(seconds);
    time.title = absolute.format(at);
    const text = size < 5 ? 'now'
      : size < 60 ? relative.format(Math.round(seconds), 'second')
      : size < 3570 ? relative.format(Math.round(seconds / 60), 'minute')
      : size < 86400 ? relative.format(Math.round(seconds / 3600), 'hour')
      : clock.format(at);
    if (time.textContent !== text) time.textContent = text;
  }
  const tellAll = root => root.querySelectorAll('time:not(.offset)').forEach(tell);

  // ---- parts of the page that change

  // What the server last said of each part: a part that it says nothing new of stays as it is, with what is typed in it.
  const shown = new Map();
  // Each rendering numbers its forms anew, which is no news.
  const told = part => part.outerHTML.replace(/name="once" value="\w*"/g, '');
  document.querySelectorAll('[data-live]').forEach(part => shown.set(part.id, told(part)));
  tellAll(document);

  function keep(from, to) {
    if (from.matches('details')) to.open = from.open;
    // What a node said last stands until it ends.
    const says = from.querySelector(':scope > summary > .says');
    if (says && to.matches('.s-running')) to.querySelector('summary').append(says);
    for (const details of from.querySelectorAll('details[id]')) {
      const other = to.querySelector('#' + CSS.escape(details.id));
      if (other) other.open = details.open;
    }
  }

  function put(part, old) {
    const html = told(part);
    if (shown.get(part.id) === html) return;
    // A form that came back to be mended: what is typed in it goes before.
    if (old && old.hasAttribute('data-typed')) return;
    shown.set(part.id, html);
    const fresh = document.importNode(part, true);
    tellAll(fresh);
    if (!old) return fresh;
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    keep(old, fresh);
    old.replaceWith(fresh);
    if (fresh.id === 'drawing') size();
    if (focused) {
      const again = focused.id ? document.getElementById(focused.id) : focused.localName === 'summary' ? fresh.querySelector('summary') : null;
      if (again) again.focus({ preventScroll: true });
    }
    return fresh;
  }

  // ---- the drawing's size

  const zoom = document.querySelector('.zoom');
  let scale = 1;
  function size() {
    const svg = document.querySelector('#drawing svg');
    if (!svg) return;
    svg.setAttribute('width', svg.viewBox.baseVal.width * scale);
    svg.setAttribute('height', svg.viewBox.baseVal.height * scale);
  }
  if (zoom) {
    const scroll = zoom.nextElementSibling, box = document.querySelector('#drawing svg').viewBox.baseVal;
    // What can be seen whole needs no buttons.
    zoom.hidden = scroll.scrollWidth <= scroll.clientWidth && scroll.scrollHeight <= scroll.clientHeight;
    zoom.addEventListener('click', event => {
      const kind = event.target.dataset.zoom;
      if (!kind) return;
      const whole = Math.min(1, scroll.clientWidth / box.width, innerHeight * .8 / box.height);
      const middle = [(scroll.scrollLeft + scroll.clientWidth / 2) / scale, (scroll.scrollTop + scroll.clientHeight / 2) / scale];
      scale = kind === 'fit' ? whole : Math.min(2, Math.max(Math.min(whole, .1), scale * (kind === 'in' ? 1.25 : .8)));
      size();
      scroll.scrollTo(middle[0] * scale - scroll.clientWidth / 2, middle[1] * scale - scroll.clientHeight / 2);
    });
  }

  let asking = false, askAgain = false;
  async function refresh() {
    if (asking) { askAgain = true; return; }
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'manual', cache: 'no-store' });
      // Signed out meanwhile: the page says so itself.
      if (answer.type === 'opaqueredirect' || answer.status === 401) { location.reload(); return; }
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      take(page);
    } catch {
      // The server is away: the next time.
    } finally {
      asking = false;
      if (askAgain) { askAgain = false; setTimeout(refresh, 60); }
    }
  }

  function take(page) {
    for (const part of page.querySelectorAll('[data-live]')) {
      const old = document.getElementById(part.id);
      if (old) put(part, old);
    }
    // Lists whose parts come and go.
    for (const list of page.querySelectorAll('[data-live-list]')) {
      const here = document.getElementById(list.id);
      if (!here) continue;
      for (const part of [...here.children]) {
        if (list.querySelector('#' + CSS.escape(part.id))) continue;
        const had = part.contains(document.activeElement);
        part.remove();
        shown.delete(part.id);
        if (had) document.getElementById('main').focus({ preventScroll: true });
      }
      for (const part of list.children) {
        if (document.getElementById(part.id)) continue;
        const fresh = put(part, null);
        if (!fresh) continue;
        here.append(fresh);
        say(fresh.getAttribute('aria-label') || '');
      }
    }
  }

  // ---- one execution, as it goes

  const execution = document.querySelector('[data-goes-on]');
  let hasEnded = !execution;

  function mark(element, status) {
    for (const name of [...element.classList]) if (name.startsWith('s-')) element.classList.remove(name);
    element.classList.add('s-' + status);
    // What the server says next is put in its place, even if that is what it said before.
    const part = element.closest('[data-live]');
    if (part) shown.delete(part.id);
    const badge = element.matches('details') ? element.querySelector('summary .status') : null;
    if (badge) mark(badge, status);
    const use = element.matches('a,.status') ? element.querySelector('use') : null;
    if (use) use.setAttribute('href', '#g-' + status);
    const word = element.matches('a,.status') ? element.querySelector('.word') : null;
    if (word) word.textContent = words(status);
  }

  const spoken = new Map();
  function delta(told) {
    const line = document.querySelector(`details[data-node="${CSS.escape(told.node)}"] > summary`);
    if (!line) return;
    // Of items, the one that speaks.
    const who = told.item === undefined ? '' : `item ${told.item}: `;
    const before = spoken.get(told.node);
    const text = ((before && before.who === who ? before.text : '') + (typeof told.delta === 'string' ? told.delta : JSON.stringify(told.delta))).slice(-400);
    spoken.set(told.node, { who, text });
    let place = line.querySelector('.says');
    if (!place) {
      place = document.createElement('span');
      place.className = 'says';
      line.append(place);
    }
    place.textContent = who + text;
  }

  let soon = 0;
  const later = () => { if (!soon) soon = setTimeout(() => { soon = 0; refresh().then(ended); }, 120); };
  function ended() {
    const state = document.getElementById('state');
    if (!state || !state.hasAttribute('data-ended') || hasEnded) return;
    hasEnded = true;
    say('The execution ' + (state.dataset.status === 'completed' ? 'has completed' : 'has ended: ' + words(state.dataset.status)));
  }

  if (execution) {
    const id = execution.dataset.execution;
    const known = ['pending', 'ready', 'running', 'succeeded', 'failed', 'skipped', 'cancelled', 'timed_out', 'waiting'];
    let source = null, wait = 0;
    const poll = () => { if (!hasEnded) setTimeout(() => refresh().then(() => { ended(); poll(); }), 1000); };
    const node = event => {
      const told = JSON.parse(event.data);
      if (told.execution_id !== id) return;
      const status = event.type.slice(5);
      if (told.item === undefined && known.includes(status))
        document.querySelectorAll(`[data-node="${CSS.escape(told.node)}"]`).forEach(element => mark(element, status));
      if (status === 'waiting') say(told.node + ' waits');
      later();
    };
    const whole = () => later();
    if (!execution.dataset.events) poll();
    else try {
      source = new EventSource(execution.dataset.events);
      for (const status of known) source.addEventListener('node.' + status, node);
      source.addEventListener('node.delta', event => { const told = JSON.parse(event.data); if (told.execution_id === id) delta(told); });
      for (const status of ['pending', 'running', 'completed', 'failed', 'cancelled', 'timed_out', 'state']) source.addEventListener('execution.' + status, whole);
      source.addEventListener('end', () => { source.close(); later(); });
      source.addEventListener('error', () => {
        // It connects again by itself; when it has given up, asking has to do.
        if (source.readyState === EventSource.CLOSED && !wait && !hasEnded) { wait = 1; poll(); }
      });
    } catch {
      poll();
    }
    addEventListener('pagehide', () => source && source.close());
    addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
  } else if (document.querySelector('[data-refresh]')) {
    setInterval(() => { if (!document.hidden) refresh(); }, 5000);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
  }
  setInterval(() => { if (!document.hidden) tellAll(document); }, 10000);

  // ---- forms and places

  addEventListener('submit', event => {
    // Pressed twice, it is sent once.
    const form = event.target;
    if (form.method !== 'post') return;
    setTimeout(() => form.querySelectorAll('button').forEach(button => { button.disabled = true; }), 0);
  });
  addEventListener('pageshow', () => document.querySelectorAll('form button[disabled]').forEach(button => { button.disabled = false; }));

  // Enter sends, as in any field; with Shift it begins a line.
  addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !event.target.matches('[data-enter]')) return;
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector('button'));
  });

  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches('details')) { target.open = true; target.querySelector('summary').focus(); }
  };
  addEventListener('hashchange', open);
  open();
  const focus = document.querySelector('[data-focus]');
  if (focus) focus.focus();
  const back = document.querySelector('[data-back]');
  if (back && history.length > 1) back.addEventListener('click', event => { event.preventDefault(); history.back(); });
})();
