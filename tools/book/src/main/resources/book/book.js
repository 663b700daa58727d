"use strict";
// What every page does in the browser. Without it, all that a page says can still be read.
{
  const root = document.documentElement;

  // ---- Light or dark. Set before anything is drawn, so that nothing flashes.

  const THEME = "workbook.theme";

  function keptTheme() {
    try {
      return localStorage.getItem(THEME) ?? "system";
    } catch {
      return "system"; // the browser keeps nothing for this page
    }
  }

  function setTheme(theme) {
    if (theme === "system") {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = theme;
    }
  }

  setTheme(keptTheme());

  function themeSwitch() {
    const select = document.getElementById("theme");
    select.value = keptTheme();
    select.closest("[hidden]").hidden = false;
    select.addEventListener("change", () => {
      setTheme(select.value);
      try {
        localStorage.setItem(THEME, select.value);
      } catch {
        // Then it holds for this page only.
      }
    });
  }

  // ---- Keys: to the page before, to the next one, to the search.

  function isTyping(target) {
    return target.closest("input, textarea, select, [contenteditable], .cm-editor") !== null;
  }

  // Whether an arrow key moves something sideways here.
  function scrolls(target) {
    for (let one = target; one; one = one.parentElement) {
      if (one.scrollWidth > one.clientWidth
          && (one === root || /auto|scroll/.test(getComputedStyle(one).overflowX))) {
        return true;
      }
    }
    return false;
  }

  document.addEventListener("keydown", key => {
    if (key.defaultPrevented || key.ctrlKey || key.altKey || key.metaKey || isTyping(key.target)) {
      return;
    }
    if (key.key === "/") {
      key.preventDefault();
      document.getElementById("search").focus();
      return;
    }
    const to = {ArrowLeft: "prev", ArrowRight: "next"}[key.key];
    if (to && !key.shiftKey && !scrolls(key.target)) {
      document.querySelector(`a[rel=${to}]`)?.click();
    }
  });

  // ---- Copying code. In the lab, cells and answers are editors.

  function say(words) {
    document.getElementById("said").textContent = words;
  }

  async function copy(pre, button) {
    let words = "Copied";
    try {
      await navigator.clipboard.writeText(pre.textContent);
    } catch {
      getSelection().selectAllChildren(pre);
      words = "Selected";
    }
    button.textContent = words;
    say(words);
    setTimeout(() => button.textContent = "Copy", 2000);
  }

  function copyButtons() {
    const editors = document.body.dataset.live === undefined ? "" : ":not([data-cell], [data-answer])";
    for (const pre of document.querySelectorAll(`pre:is(.code, .plain)${editors}`)) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", () => copy(pre, button));
      const frame = document.createElement("div");
      frame.className = "copied";
      pre.replaceWith(frame);
      frame.append(pre, button);
    }
  }

  // ---- Predictions: what the reader has said stands beside what happened.

  function predictions() {
    let forms = [];
    for (const one of document.querySelectorAll(".predict, details.reveal")) {
      if (one.matches(".predict")) {
        forms.push(one);
      } else {
        showAnswers(forms, one);
        forms = [];
      }
    }
  }

  function showAnswers(forms, reveal) {
    const shown = document.createElement("p");
    shown.className = "mine";
    reveal.querySelector("summary").after(shown);
    const show = () => {
      const answers = forms.map(answer).filter(Boolean);
      shown.textContent = answers.length ? `Your prediction: ${answers.join("; ")}` : "";
    };
    forms.forEach(form => form.addEventListener("input", show));
    show();
  }

  function answer(form) {
    const input = form.querySelector(":checked, [type=text]");
    const label = input?.closest("label").textContent.trim();
    return input?.type === "text" ? input.value.trim() && `${input.value.trim()} ${label}`.trim() : label;
  }

  // ---- The search. Its page has the text of all sections.

  const MOST = 40;
  const AROUND = 80;

  function search() {
    const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
    document.getElementById("search").value = asked;
    const index = document.getElementById("index");
    if (!index || !asked) {
      return;
    }
    const words = asked.toLowerCase().split(/\s+/);
    const found = JSON.parse(index.textContent)
      .map(section => ({section, rank: rank(section, words)}))
      .filter(one => one.rank > 0)
      .sort((a, b) => b.rank - a.rank);
    document.title = `${asked} - ${document.title}`;
    document.getElementById("found").textContent = found.length === 0
      ? `Nothing has all of: ${words.join(", ")}.`
      : `${found.length === 1 ? "1 section has" : `${found.length} sections have`} ${asked}`
        + (found.length > MOST ? `; the first ${MOST}:` : ":");
    document.getElementById("results").append(
      ...found.slice(0, MOST).map(one => result(one.section, words)));
  }

  // How well a section fits; 0 if a word is missing.
  function rank(section, words) {
    const heading = `${section.title} ${section.heading}`.toLowerCase();
    const text = section.text.toLowerCase();
    let sum = 0;
    for (const word of words) {
      const times = text.split(word).length - 1;
      const inHeading = heading.includes(word);
      if (times === 0 && !inHeading) {
        return 0;
      }
      sum += Math.min(times, 5) + (inHeading ? 10 : 0);
    }
    return sum;
  }

  function result(section, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.page + (section.id ? `#${section.id}` : "");
    link.textContent = section.heading ? `${section.title}: ${section.heading}` : section.title;
    const text = document.createElement("p");
    text.append(...snippet(section.text, words));
    item.append(link, text);
    return item;
  }

  // What stands around the first of the words, with all of them marked.
  function snippet(text, words) {
    const pattern = new RegExp(`(${words.map(word => word.replace(/[^\p{L}\p{N}_]/gu, "\\$&")).join("|")})`, "i");
    const first = Math.max(0, text.search(pattern));
    const from = first <= AROUND ? 0 : text.lastIndexOf(" ", first - AROUND) + 1;
    const end = text.indexOf(" ", first + 2 * AROUND);
    const part = (from > 0 ? "… " : "") + text.slice(from, end < 0 ? undefined : end) + (end < 0 ? "" : " …");
    return part.split(pattern).map((piece, i) => {
      if (i % 2 === 0) {
        return piece;
      }
      const mark = document.createElement("mark");
      mark.textContent = piece;
      return mark;
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    themeSwitch();
    copyButtons();
    if (document.body.dataset.live === undefined) {
      predictions();
    }
    search();
  });
}
