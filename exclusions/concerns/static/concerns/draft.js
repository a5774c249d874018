// A draft of one author: the whole page is saved; another device of theirs may have saved since.
import { autosave } from "../portal/autosave.js";

const form = document.getElementById("draft");
const status = form.querySelector("[data-saved]");
const conflict = form.querySelector("[data-conflict]");
const field = (name) => form.elements[name];

const saver = autosave(form, {
  body() {
    const data = new FormData(form);
    data.delete("files");
    data.delete("photo");
    return new URLSearchParams(data);
  },
  saved({ version }) {
    field("version").value = version;
  },
  conflicted({ problem, version, leads_to }) {
    if (problem === "sent") return saver.leave(leads_to);
    conflict.dataset.version = version;
    conflict.hidden = false;
    return "Not saved yet: this draft was changed on another device.";
  },
});

conflict.querySelector("[data-keep]").addEventListener("click", () => {
  field("version").value = conflict.dataset.version;
  conflict.hidden = true;
  saver.resume();
});
conflict.querySelector("[data-show-other]").addEventListener("click", () => {
  saver.leave(status.dataset.draftUrl);
});
