// Long forms are kept while one types, and offered back after a crash or a sign-out. Never: passwords, codes, files.
// A form says no with data-keep="no". Without this file nothing is kept and everything else works.
(() => {
  const words = document.getElementById("keep-words");
  if (!words) return;
  const said = words.dataset;
  const page = location.pathname + location.search;
  const WAIT = 1200; // milliseconds after the last key
  const TYPED = "textarea, select, input:not([type]), input[type=text], input[type=number], input[type=date], input[type=datetime-local], input[type=url], input[type=email]";
  const SECRET = /pass(word|wd|phrase|$)|secret(?![a-z])|otp|totp|token|recovery|credential|csrf|(^|[-_])(code|pin)([-_]|$)/i;

  const keepable = (field) => field.name && !field.disabled
    && !["hidden", "password", "file", "submit", "button", "search", "image", "reset"].includes(field.type)
    && field.autocomplete !== "one-time-code" && !SECRET.test(field.name);
  const long = (form) => form.method === "post" && form.dataset.keep !== "no" && !form.querySelector("input[autocomplete=username]")
    && (form.querySelector("textarea") || form.querySelectorAll(TYPED).length > 2);
  const forms = () => [...document.querySelectorAll("main form")].filter(long);
  const action = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const nameOf = (form) => {
    const same = forms().filter((other) => action(other) === action(form));
    return `${form.id || action(form).split("/").filter(Boolean).slice(-2).join("-")}-${same.indexOf(form)}`.slice(0, 60);
  };
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  function fieldsOf(form) {
    const found = [];
    for (const field of form.elements) {
      if (!keepable(field)) continue;
      if (["checkbox", "radio"].includes(field.type)) {
        if (field.checked) found.push({ name: field.name, value: field.value });
      } else if (field.tagName === "SELECT") {
        for (const option of field.selectedOptions) found.push({ name: field.name, value: option.value, label: option.text });
      } else found.push({ name: field.name, value: field.value });
    }
    return found;
  }

  const state = new WeakMap(); // form → {timer, first, last, sent, mark}
  const of = (form) => {
    if (!state.has(form)) state.set(form, { first: form.dataset.asRead ?? "", last: "" });
    return state.get(form);
  };

  function tell(form, text, bad = false) {
    const mine = of(form);
    if (!mine.mark || !mine.mark.isConnected) {
      mine.mark = document.createElement("p");
      mine.mark.className = "kept-mark";
      const acts = [...form.querySelectorAll(".form-acts")].pop();
      if (acts) acts.after(mine.mark); else form.append(mine.mark);
    }
    mine.mark.classList.toggle("late", bad);
    mine.mark.setAttribute("role", bad ? "alert" : "note");
    mine.mark.textContent = text;
  }

  async function save(form, leaving = false) {
    const mine = of(form);
    clearTimeout(mine.timer);
    const fields = fieldsOf(form);
    const now = JSON.stringify(fields);
    if (mine.sent || now === mine.last || now === mine.first) return;
    mine.last = now;
    if (!leaving) tell(form, said.saving);
    try {
      mine.under = new AbortController();
      const answer = await fetch(said.url, {
        method: "POST", keepalive: leaving, redirect: "manual", signal: mine.under.signal,
        headers: { "X-CSRFToken": token(), "Content-Type": "application/json" },
        body: JSON.stringify({ page, action: action(form), form: nameOf(form), fields }),
      });
      if (!answer.ok) throw new Error(answer.type === "opaqueredirect" ? "signed out" : answer.status);
      tell(form, said.saved.replace("{at}", (await answer.json()).at));
    } catch (error) {
      mine.last = "";
      if (error.name !== "AbortError") tell(form, error.message === "signed out" ? said.signedOut : said.failed, true);
    }
  }

  function changed(event) {
    const form = event.target.form;
    if (!form || !long(form) || !keepable(event.target)) return;
    const mine = of(form);
    clearTimeout(mine.timer);
    mine.timer = setTimeout(() => save(form), WAIT);
  }

  // Back into the form

  function fill(form, fields) {
    const homeless = [];
    const given = new Map();
    for (const field of form.elements) {
      if (keepable(field) && ["checkbox", "radio"].includes(field.type)) field.checked = false;
      else if (field.tagName === "SELECT" && field.multiple && keepable(field)) for (const option of field.options) option.selected = false;
    }
    for (const one of fields) {
      const there = [...form.elements].filter((field) => field.name === one.name && keepable(field));
      const box = there.find((field) => ["checkbox", "radio"].includes(field.type) && field.value === one.value);
      const place = given.get(one.name) ?? 0;
      const field = there.find((each) => each.tagName === "SELECT" && each.multiple) ?? there[place];
      given.set(one.name, place + 1);
      if (box) box.checked = true;
      else if (!field || ["checkbox", "radio"].includes(field.type)) { if (one.value) homeless.push(one); }
      else if (field.tagName === "SELECT") {
        let option = [...field.options].find((each) => each.value === one.value);
        if (!option && one.label) field.add(option = new Option(one.label, one.value));
        if (option) option.selected = true; else homeless.push(one);
      } else field.value = one.value;
    }
    for (const field of form.elements) if (keepable(field)) field.dispatchEvent(new Event("change", { bubbles: true }));
    return homeless;
  }

  function offer(form, kept) {
    const box = document.getElementById("keep-offer").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-at]").textContent = kept.at;
    box.querySelector("[data-again]").addEventListener("click", () => {
      const homeless = fill(form, kept.fields);
      box.remove();
      if (homeless.length) {
        const rest = document.getElementById("keep-rest").content.firstElementChild.cloneNode(true);
        rest.querySelector("ul").replaceChildren(...homeless.map((one) => {
          const line = document.createElement("li");
          line.textContent = one.label || one.value;
          return line;
        }));
        form.before(rest);
      }
      [...form.elements].find(keepable)?.focus();
    });
    box.querySelector("[data-away]").addEventListener("click", () => { box.remove(); forget(form); });
    form.before(box);
  }

  const forget = (form) => fetch(said.url, {
    method: "POST", redirect: "manual",
    headers: { "X-CSRFToken": token(), "Content-Type": "application/json" },
    body: JSON.stringify({ page, action: action(form), form: nameOf(form), fields: [], forget: true }),
  });

  async function begin() {
    const long = forms();
    if (!long.length) return;
    for (const form of long) of(form).first = JSON.stringify(fieldsOf(form));
    const answer = await fetch(`${said.url}?page=${encodeURIComponent(page)}`, { redirect: "manual" });
    if (!answer.ok) return;
    for (const kept of (await answer.json()).forms) {
      const form = long.find((one) => nameOf(one) === kept.form);
      if (form && JSON.stringify(kept.fields.map(bare)) !== JSON.stringify(fieldsOf(form).map(bare))) offer(form, kept);
    }
  }
  const bare = ({ name, value }) => [name, value.replace(/\r\n/g, "\n")];

  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", (event) => {
    const mine = of(event.target);
    mine.sent = true;
    clearTimeout(mine.timer);
    mine.under?.abort();
  });
  // A form that htmx sends stays on the page when it is refused; what is typed then is kept again.
  document.addEventListener("htmx:afterRequest", (event) => { if (state.has(event.target)) of(event.target).sent = false; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const form of forms()) if (of(form).timer) save(form, true);
  });
  begin();
})();
