// Single keys for the queue and for a concern. They act only where nobody types, never together with another
// key, and can be switched off (WCAG 2.1.4): the dialog that names them says so and remembers it on this device.
const KEPT = "portal:inbox-keys";
const shell = document.querySelector("[data-inbox-keys]");
const dialog = shell.querySelector("dialog");
const opener = shell.querySelector("[data-keys-open]");
const choice = shell.querySelector("[data-keys-on]");

// Where the browser keeps nothing, the keys are on for this page.
const kept = {
  read: () => {
    try { return localStorage.getItem(KEPT); } catch { return null; }
  },
  write: (value) => {
    try { localStorage.setItem(KEPT, value); } catch { /* not kept */ }
  },
};

const rows = () => [...document.querySelectorAll("#results tbody a.portal-reference")];

function move(by) {
  const links = rows();
  if (!links.length) return;
  const row = document.activeElement?.closest("#results tbody tr");
  const place = links.findIndex((link) => row?.contains(link));
  const next = place < 0 ? (by > 0 ? 0 : links.length - 1) : place + by;
  links[Math.min(Math.max(next, 0), links.length - 1)].focus();
}

function current() {
  const row = document.activeElement?.closest("#results tbody tr");
  return row?.querySelector("a.portal-reference");
}

function claim() {
  const link = current();
  const form = document.querySelector("[data-keys-take]") || document.querySelector("form[action$='/take/']");
  if (!form) return;
  if (form.dataset.keysTake !== undefined) {
    if (!link) return;
    form.action = `${link.pathname}take/`;
  }
  form.requestSubmit();
}

const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => current()?.click(),
  n: () => location.assign(shell.dataset.nextUrl),
  c: claim,
  "?": () => dialog.showModal(),
};
// Held down they would do the same again and again.
const ONCE = ["n", "c", "o", "?"];

const types = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input, textarea, select"));

document.addEventListener("keydown", (event) => {
  if (!choice.checked || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.altKey || event.metaKey || types(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const act = ACTS[event.key];
  if (!act || (event.repeat && ONCE.includes(event.key))) return;
  event.preventDefault();
  act();
});

choice.checked = kept.read() !== "off";
choice.addEventListener("change", () => kept.write(choice.checked ? "on" : "off"));
opener.hidden = false;
opener.addEventListener("click", () => dialog.showModal());
shell.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
