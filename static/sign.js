/* A paper is fetched when somebody unfolds it; without this script a link shows it in the same place. */
for (const fold of document.querySelectorAll('details.read-here')) {
  fold.addEventListener('toggle', () => {
    const frame = fold.querySelector('iframe');
    if (fold.open && !frame.src) frame.src = frame.dataset.src;
  });
}

/* A reason that is given often is put where it is written, at once; without this script a button does it. */
(() => {
  'use strict';
  const select = document.querySelector('[data-reasons]');
  if (!select) return;
  const reason = document.getElementById(select.dataset.reasons);
  const button = document.querySelector('[name="insert"]');
  if (button) button.hidden = true;

  function offer() {
    const chosen = select.form.querySelector('input[name="choice"]:checked');
    for (const group of select.querySelectorAll('optgroup')) {
      group.hidden = group.disabled = Boolean(chosen) && group.dataset.act !== chosen.value;
    }
  }

  select.addEventListener('change', () => {
    const option = select.selectedOptions[0];
    if (!option || !option.dataset.text) return;
    reason.value = reason.value.trim() ? `${reason.value.trimEnd()}\n${option.dataset.text}` : option.dataset.text;
    select.value = '';
    reason.focus();
    reason.setSelectionRange(reason.value.length, reason.value.length);
  });
  select.form.addEventListener('change', offer);
  offer();
})();
