/* Keys for lists marked with data-keys: j and k walk, Enter opens (a link has the focus), x chooses, f narrows the list, ? helps. */
(() => {
  'use strict';
  const OFF = 'keys-off';
  const help = document.getElementById('keys-help');
  const wish = help && help.querySelector('[data-keys-on]');

  function off() {
    try { return localStorage.getItem(OFF) === '1'; } catch { return false; }
  }
  if (wish) {
    wish.checked = !off();
    wish.addEventListener('change', () => {
      try { localStorage.setItem(OFF, wish.checked ? '0' : '1'); } catch { /* then it is for this page only */ }
    });
  }

  const rows = () => [...document.querySelectorAll('[data-keys] li, [data-keys] tbody tr')]
    .map((row) => ({ row, link: row.querySelector('a.row-main, .main-cell a, a') }))
    .filter(({ link }) => link && link.getClientRects().length);

  function walk(by) {
    const all = rows();
    if (!all.length) return;
    const here = all.findIndex(({ row }) => row.contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
    all[next].link.focus();
    all[next].row.scrollIntoView({ block: 'nearest' });
  }

  function choose() {
    const here = rows().find(({ row }) => row.contains(document.activeElement));
    const box = here && here.row.querySelector('input[type="checkbox"]');
    if (box) box.click();
  }

  function narrow() {
    const field = document.querySelector('[data-search]');
    const fold = field && field.closest('details');
    if (fold) fold.open = true;
    if (field) field.focus();
    return Boolean(field);
  }

  const typing = (where) => where.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]');

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    if (event.key === '?' && help && !help.open) {
      event.preventDefault();
      help.showModal();
      return;
    }
    if ((help && help.open) || (wish ? !wish.checked : off())) return;
    const acts = { j: () => walk(1), k: () => walk(-1), x: choose, f: narrow };
    const act = acts[event.key];
    if (act && act() !== false) event.preventDefault();
  });
})();
