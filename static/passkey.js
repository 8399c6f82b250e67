/* Buttons that ask for a passkey: the form they stand in is sent with what the browser answers. */
(() => {
  'use strict';

  async function optionsFor(button) {
    if (button.dataset.passkeyOptions) return JSON.parse(document.getElementById(button.dataset.passkeyOptions).textContent);
    const token = button.form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(button.dataset.passkey, { method: 'POST', headers: { 'X-CSRFToken': token } });
    if (!answer.ok) throw new Error('no options');
    return answer.json();
  }

  async function ask(button) {
    const trouble = button.form.querySelector('[data-passkey-trouble]');
    trouble.hidden = true;
    try {
      const options = await optionsFor(button);
      const credential = options.creation_options
        ? await webauthnJSON.create(options.creation_options)
        : await webauthnJSON.get(options.request_options);
      button.form.elements.credential.value = JSON.stringify(credential);
      button.form.requestSubmit();
    } catch {
      trouble.hidden = false;
    }
  }

  // A relying party has a name: browsers give no passkey to a number.
  const able = window.isSecureContext && webauthnJSON.supported() && !/^[\d.]+$|:/.test(location.hostname);
  for (const button of document.querySelectorAll('[data-passkey], [data-passkey-options]')) {
    if (button.dataset.passkeyReady) continue;
    button.dataset.passkeyReady = '1';
    button.hidden = !able;
    const nowhere = button.form.querySelector('[data-passkey-nowhere]');
    if (nowhere) nowhere.hidden = able;
    button.addEventListener('click', () => ask(button));
  }
})();
