// Minutes that several people write at once: only the parts somebody typed in are sent, each with the
// version it was typed over. What others wrote arrives with each answer; where both wrote, both are shown.
import { autosave } from "../portal/autosave.js";

const ASK_MS = 10000;
const ASK_FOR_MS = 3 * 60 * 1000; // whoever does not type for so long is not kept signed in

const form = document.getElementById("minutes");
const typed = new Set();
let sent = new Set();
let lastTyped = Date.now();

const box = (name) => form.elements[`text:${name}`];
const version = (name) => form.elements[`version:${name}`];
const part = (name) => box(name).closest("[data-part]");
const hasClash = (name) => !part(name).querySelector("[data-clash]").hidden;

function noteTyping({ target }) {
  if (!target.name?.startsWith("text:")) return;
  lastTyped = Date.now();
  typed.add(target.name.slice("text:".length));
}
form.addEventListener("input", noteTyping);
form.addEventListener("change", noteTyping);

function showClash(name, theirs) {
  const clash = part(name).querySelector("[data-clash]");
  clash.querySelector("[data-clash-who]").textContent =
    `${theirs.by} wrote here too, ${theirs.at}. Yours is above and not saved yet.`;
  const chosen = [...(box(name).options || [])].find((option) => option.value === theirs.text);
  clash.querySelector("[data-clash-text]").textContent = chosen ? chosen.text : theirs.text;
  clash.dataset.text = theirs.text;
  clash.dataset.version = theirs.version;
  clash.hidden = false;
  typed.add(name);
}

function take(name, theirs) {
  if (box(name).value !== theirs.text) box(name).value = theirs.text;
  version(name).value = theirs.version;
  part(name).querySelector("[data-by]").textContent = `${theirs.by}, ${theirs.at}`;
}

const saver = autosave(form, {
  body() {
    const data = new URLSearchParams();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const field of form.querySelectorAll("[name^='version:']")) data.set(field.name, field.value);
    sent = new Set([...typed].filter((name) => !hasClash(name)));
    for (const name of sent) {
      typed.delete(name);
      data.set(`text:${name}`, box(name).value);
    }
    return data;
  },
  saved({ parts, clashes }) {
    for (const [name, theirs] of Object.entries(parts)) {
      if (!box(name)) continue;
      if (clashes.includes(name)) showClash(name, theirs);
      else if (sent.has(name)) {
        version(name).value = theirs.version;
        part(name).querySelector("[data-by]").textContent = `${theirs.by}, ${theirs.at}`;
      } else if (!typed.has(name)) take(name, theirs);
    }
    sent = new Set();
    const open = [...form.querySelectorAll("[data-clash]")].filter((clash) => !clash.hidden).length;
    if (open) return `Not saved: ${open} part${open === 1 ? "" : "s"} where somebody else wrote too. See the marked boxes.`;
  },
  failed() {
    for (const name of sent) typed.add(name);
  },
  pending: () => typed.size > 0,
  conflicted({ message, leads_to }) {
    if (!typed.size) saver.leave(leads_to);
    return `${message} Copy what you typed last before you leave this page.`;
  },
});

form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-both], [data-theirs]");
  if (!button) return;
  const name = button.closest("[data-part]").dataset.part;
  const clash = button.closest("[data-clash]");
  if (!button.matches("[data-both]")) {
    box(name).value = clash.dataset.text;
    typed.delete(name);
  } else if (!box(name).options) {
    box(name).value = `${clash.dataset.text}\n\n${box(name).value}`;
  }
  version(name).value = clash.dataset.version;
  clash.hidden = true;
  box(name).focus();
  saver.resume();
});

setInterval(() => {
  if (!document.hidden && Date.now() - lastTyped < ASK_FOR_MS) saver.ask();
}, ASK_MS);
