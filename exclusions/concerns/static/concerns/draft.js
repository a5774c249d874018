// Saves a draft as it is typed. What is not saved yet stays on the page and nowhere else: school
// computers are shared.
const PAUSE_MS = 1500;
const RETRY_MS = 5000;
const KEEPALIVE_BYTES = 60000; // browsers send no more than 64 KB from a page that is closing

const form = document.getElementById("draft");
const status = form.querySelector("[data-saved]");
const conflict = form.querySelector("[data-conflict]");
const signIn = form.querySelector("[data-sign-in]");
let timer = null;
let sending = false;
let isDirty = false;
let isStopped = false;
let leaving = false;

const field = (name) => form.elements[name];
const say = (words) => {
  if (status.textContent !== words) status.textContent = words;
};

function content() {
  const data = new FormData(form);
  data.delete("files");
  data.delete("photo");
  return new URLSearchParams(data);
}

// Signing in again in another tab changes the token; the page itself is fetched for the new one.
async function renewToken() {
  const answer = await fetch(location.pathname, { redirect: "manual" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("#draft [name=csrfmiddlewaretoken]");
  if (!token || token.value === field("csrfmiddlewaretoken").value) return false;
  field("csrfmiddlewaretoken").value = token.value;
  return true;
}

function later(wait) {
  clearTimeout(timer);
  if (!isStopped) timer = setTimeout(save, wait);
}

function saved({ version, saved_at }) {
  field("version").value = version;
  signIn.hidden = true;
  say(isDirty ? "Saving…" : `Saved ${saved_at}`);
  document.dispatchEvent(new CustomEvent("portal:saved"));
}

function signedOut() {
  say("Not saved yet: you are signed out. This page keeps what you typed.");
  signIn.hidden = false;
  return later(RETRY_MS);
}

async function refused(answer) {
  isDirty = true;
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    return signedOut();
  }
  if (answer.status === 409) {
    const { problem, version, leads_to } = await answer.json();
    isStopped = true;
    if (problem === "sent") {
      isDirty = false;
      return location.assign(leads_to);
    }
    conflict.dataset.version = version;
    conflict.hidden = false;
    return say("Not saved yet: this draft was changed on another device.");
  }
  if (answer.status === 403 && (await renewToken())) return later(0);
  if (answer.status === 403) {
    return signedOut();
  }
  say("Not saved yet: the portal could not save it. Keep this page open.");
  return later(RETRY_MS);
}

async function save() {
  clearTimeout(timer);
  timer = null;
  if (!isDirty || isStopped || sending) return;
  sending = true;
  isDirty = false;
  try {
    const body = content();
    const answer = await fetch(form.dataset.saveUrl, {
      method: "POST",
      body,
      redirect: "manual",
      keepalive: body.toString().length < KEEPALIVE_BYTES,
      headers: { "X-CSRFToken": field("csrfmiddlewaretoken").value },
    });
    if (answer.ok) saved(await answer.json());
    else await refused(answer);
  } catch {
    isDirty = true;
    say("Not saved: no connection, trying again. Keep this page open.");
    later(RETRY_MS);
  } finally {
    sending = false;
    if (isDirty && timer === null) later(PAUSE_MS);
  }
}

function typed(event) {
  if (event.target.type === "file") return;
  isDirty = true;
  later(PAUSE_MS);
}

form.addEventListener("input", typed);
form.addEventListener("change", typed);
form.addEventListener("submit", () => {
  leaving = true;
  isStopped = true;
  clearTimeout(timer);
});
document.addEventListener("visibilitychange", () => document.hidden && save());
addEventListener("pagehide", save);
addEventListener("online", save);
addEventListener("beforeunload", (event) => {
  if (isDirty && !leaving) event.preventDefault();
});
// A page from the browser's memory shows what was typed; it goes on saving.
addEventListener("pageshow", (event) => {
  if (event.persisted) leaving = isStopped = false;
});

conflict.querySelector("[data-keep]").addEventListener("click", () => {
  field("version").value = conflict.dataset.version;
  conflict.hidden = true;
  isStopped = false;
  isDirty = true;
  save();
});
conflict.querySelector("[data-show-other]").addEventListener("click", () => {
  leaving = true;
  location.assign(status.dataset.draftUrl);
});
