// An exercise's page: the learner's own file, saved and graded.
import {codeFolding, foldEffect} from "@codemirror/language";
import {setDiagnostics} from "@codemirror/lint";
import {lineNumbers} from "@codemirror/view";
import {button, editor, element, listen, post, score} from "./page.js";
import {fetchWay, nextAfter, placeOf} from "./way.js";

// More than most gradings take.
const MUCH_SECONDS = 10;

// The learner's own file beside its contract. Another editor, or another page, may change it too:
// `version` names the text of the file that ours was made from.
class Answer {
  constructor(pre, opened) {
    this.number = pre.dataset.answer;
    this.key = `lab.answer.${this.number}`;
    this.saving = Promise.resolve();
    this.tests = document.querySelectorAll(".tests li").length;
    this.saved = opened.text;
    this.version = opened.version;
    this.contract = /^\/\/\/.*(\n\/\/\/.*)*/m.exec(pre.textContent)?.[0];
    this.build(pre, opened.text);
    this.showHints(opened.hints);
    this.restore(opened);
    opened.sheet ? this.showSheet(opened.sheet) : this.showGrading();
    this.showState();
  }

  build(pre, text) {
    this.state = element("p", {class: "lab-status", role: "status"});
    this.question = element("div", {class: "question", role: "alert"});
    this.verdict = element("p", {class: "score", role: "status"});
    this.details = element("div", {class: "details"});
    this.notice = element("p", {class: "notice", role: "status"});
    this.onwards = element("div", {class: "onwards"});
    this.hints = [...document.querySelectorAll(".hints details")];
    this.editor = editor(text, `Your file for ${this.number}`, () => this.changed(),
      ["Mod-s", "Mod-Enter"].map(key => ({key, run: () => (this.save(), true)})), lineNumbers(),
      codeFolding({placeholderText: "/// the contract, as on this page"}));
    this.saveButton = button("Save and grade", () => this.save());
    this.saveButton.title = "Ctrl+S or Ctrl+Enter";
    this.hintButton = button("Hint", () => this.hint());
    pre.replaceWith(element("div", {class: "cell answer"},
      element("div", {class: "top"}, element("p", {class: "file"}, pre.dataset.file), this.state),
      this.question, this.editor.dom,
      element("div", {class: "buttons"}, this.saveButton, this.hintButton,
        button("Reset", () => this.askForReset())),
      element("div", {class: "results", role: "region", "aria-label": "Verdict and hints", tabindex: "0"},
        this.verdict, this.notice, this.onwards, this.details, document.querySelector(".hints"))));
    this.fold();
  }

  // The comment at the class is the contract, which stands on the page already.
  fold() {
    const from = this.contract ? this.text().indexOf(this.contract) : -1;
    if (from >= 0) {
      this.editor.dispatch({effects: foldEffect.of({from, to: from + this.contract.length})});
    }
  }

  text() {
    return this.editor.state.doc.toString();
  }

  // Leaves alone what is the same before and after: so the cursor stays where it was.
  set(text) {
    const before = this.text();
    const shorter = Math.min(before.length, text.length);
    let from = 0;
    while (from < shorter && before[from] === text[from]) {
      from++;
    }
    let same = 0;
    while (same < shorter - from && before.at(-1 - same) === text.at(-1 - same)) {
      same++;
    }
    if (before !== text) {
      this.editor.dispatch({changes:
        {from, to: before.length - same, insert: text.slice(from, text.length - same)}});
    }
  }

  isChanged() {
    return this.text() !== this.saved;
  }

  // What is not saved is kept in this browser, also when the page is closed.
  changed() {
    if (this.isChanged()) {
      localStorage.setItem(this.key, JSON.stringify({text: this.text(), base: this.version}));
    } else {
      localStorage.removeItem(this.key);
    }
    this.showState();
  }

  showState() {
    const state = this.isChanged() ? "Not saved." : "Saved.";
    if (this.state.textContent !== state) {
      this.state.textContent = state;
    }
    this.saveButton.classList.toggle("unsaved", this.isChanged());
  }

  restore(file) {
    const draft = JSON.parse(localStorage.getItem(this.key));
    if (!draft || draft.text === file.text) {
      localStorage.removeItem(this.key);
      return;
    }
    this.version = draft.base;
    this.set(draft.text);
    if (draft.base === file.version) {
      this.ask("You had not saved this text when the page was closed.", file,
        button("Go on with it", () => this.answered()));
    } else {
      this.askWhich(file);
    }
  }

  take(file) {
    this.saved = file.text;
    this.version = file.version;
    this.set(file.text);
    localStorage.removeItem(this.key);
    this.answered();
    this.showState();
  }

  async read() {
    return (await fetch(`/file?number=${this.number}`)).json();
  }

  post(path, more = {}) {
    return post(path, {number: this.number, ...more});
  }

  // Saves, one after another. Gives whether the file has our text then.
  save() {
    this.saving = this.saving.then(() => this.saveNow());
    return this.saving;
  }

  async saveNow() {
    const text = this.text();
    try {
      if (text === this.saved) {
        await this.post("/grade");
        return true;
      }
      const file = await this.post("/save", {text, base: this.version});
      if (file.text !== undefined && file.text !== text) {
        this.askWhich(file);
        return false;
      }
      this.saved = text;
      this.version = file.version;
      this.answered();
      this.changed();
      this.say("");
      return true;
    } catch (e) {
      this.say(`Not saved; your text is kept in this browser. ${e.message}`);
      return false;
    }
  }

  say(text) {
    this.notice.textContent = text;
  }

  // Both sides have changed it. Nothing is lost before the reader has decided.
  askWhich(theirs) {
    this.ask("The file was changed outside of this page, and here too. Which text do you want?", theirs,
      button("Keep mine and save it", () => {
        this.version = theirs.version;
        this.answered();
        this.save();
      }));
  }

  ask(words, theirs, mine) {
    this.question.replaceChildren(
      element("p", {}, words),
      element("details", {}, element("summary", {}, "The file's text"),
        element("pre", {class: "code", tabindex: "0", role: "group", "aria-label": "The file's text"},
          theirs.text)),
      element("div", {class: "buttons"}, mine, button("Take the file's text", () => {
        this.take(theirs);
        this.say("This is the file's text. Undo, Ctrl+Z in the editor, brings yours back.");
        this.editor.focus();
      })));
  }

  answered() {
    const hadFocus = this.question.contains(document.activeElement);
    this.question.replaceChildren();
    if (hadFocus) {
      this.editor.focus();
    }
  }

  // The file may be another one by now.
  async compare() {
    await this.saving;
    const theirs = await this.read();
    if (theirs.version === this.version && !this.question.hasChildNodes()) {
      return;
    }
    if (theirs.text === this.text() || !this.isChanged()) {
      const isNews = theirs.text !== this.text();
      this.take(theirs);
      this.say(isNews ? "The file was changed outside of this page. This is its text now." : "");
    } else if (theirs.version !== this.version) {
      this.askWhich(theirs);
    }
  }

  // Another page of this browser has the same text.
  async heardDraft(json) {
    if (json) {
      this.set(JSON.parse(json).text);
    } else {
      await this.saving;
      this.take(await this.read());
    }
  }

  async hint() {
    const {hints} = await this.post("/hint");
    this.showHints(hints);
    const newest = this.hints[hints - 1];
    newest.open = true;
    newest.scrollIntoView({block: "nearest"});
  }

  showHints(shown) {
    this.hints.forEach((hint, i) => hint.hidden = i >= shown);
    this.hintButton.textContent = shown < this.hints.length
      ? `Hint ${shown + 1} of ${this.hints.length}`
      : `Hint ${shown} of ${shown} again`;
  }

  askForReset() {
    const dialog = element("dialog", {"aria-label": "Reset"},
      element("p", {}, "Put the stub back, as it was shipped? Your text goes to exercises/backups, and the hints begin at 1 again."),
      element("form", {method: "dialog", class: "buttons"},
        element("button", {value: "reset"}, "Reset"), element("button", {value: ""}, "Cancel")));
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "reset") {
        this.reset();
      }
    });
    this.editor.dom.after(dialog);
    dialog.showModal();
  }

  // What is not saved yet belongs into the backup too.
  async reset() {
    if (this.isChanged() && !await this.save()) {
      return;
    }
    try {
      const {text} = await this.post("/reset");
      this.take(await this.read());
      this.showHints(0);
      this.fold();
      this.say(text);
    } catch (e) {
      this.say(`Not reset: ${e.message}`);
    }
  }

  async opened() {
    try {
      const opened = await this.post("/open");
      await this.compare();
      this.showHints(opened.hints);
      opened.sheet && this.showSheet(opened.sheet);
    } catch (e) {
      this.say(e.message);
    }
  }

  heard(event) {
    if (event.number !== this.number) {
      return;
    }
    if (event.type === "file") {
      this.compare();
    } else if (event.type === "grading") {
      this.showGrading();
    } else if (event.type === "broken") {
      clearInterval(this.clock);
      this.verdict.textContent = event.text;
    } else if (event.type === "sheet") {
      this.showSheet(event);
    }
  }

  showGrading() {
    const seconds = element("span", {"aria-hidden": "true"});
    const hangs = element("span");
    const begin = Date.now();
    this.verdict.className = "score";
    this.verdict.replaceChildren(`grading: ${this.tests} tests of ${this.number} ... `, seconds, hangs);
    this.details.classList.add("old");
    clearInterval(this.clock);
    this.clock = setInterval(() => {
      const passed = Math.round((Date.now() - begin) / 1000);
      seconds.textContent = `${passed} s. `;
      if (passed === MUCH_SECONDS) {
        hangs.textContent = "A test that hangs ends at its time limit. Saving another text begins anew.";
        this.details.replaceChildren(); // they are of another text
      }
    }, 1000);
  }

  showSheet(sheet) {
    const fails = text => element("pre",
      {class: "printed failure", tabindex: "0", role: "group", "aria-label": "Why"}, text);
    const failure = ({test, message}) => element("div", {}, element("p", {class: "test"}, test), fails(message));
    clearInterval(this.clock);
    this.verdict.parentElement.scrollTop = 0;
    this.verdict.className = `score ${sheet.state.replace(" ", "-")}`;
    this.details.classList.remove("old");
    this.details.replaceChildren();
    this.onwards.replaceChildren();
    this.mark(sheet.problems);
    this.showPoints(sheet);
    if (sheet.problems.length) {
      this.verdict.textContent = `${sheet.state}: it cannot be compiled`;
      this.details.append(...sheet.problems.map(fails));
      return;
    }
    this.verdict.textContent = sheet.state === "not started"
      ? "not started: edit the file, and save it"
      : `${sheet.state}: ${score(sheet)}, ${sheet.passed} of ${sheet.tests} tests pass`;
    if (sheet.first) {
      this.details.append(failure(sheet.first));
    }
    if (sheet.others.length) {
      this.details.append(element("details", {}, element("summary", {}, `Also: ${sheet.othersInWords}`),
        ...sheet.others.map(failure)));
    }
    if (sheet.printed.trim()) {
      this.details.append(element("p", {class: "test"}, "printed by the answer:"),
        element("pre", {class: "printed", tabindex: "0", role: "group", "aria-label": "Printed by the answer"},
          sheet.printed));
    }
    if (sheet.solved) {
      this.showNext(element("div", {class: "buttons"},
        button("Our answer", () => this.solution()), button("Mistakes others make", () => this.mistakes())));
    } else {
      document.querySelector(".after").replaceChildren();
    }
    if (!sheet.solved && sheet.stars) {
      this.showNext(element("p", {class: "earned"}, `You have ${"★".repeat(sheet.stars)}`
        + ` of ${"★".repeat(sheet.allStars)}. Go on with the next star, or come back for it later.`));
    }
  }

  async showNext(above) {
    const next = element("p", {class: "next-stop"});
    this.onwards.replaceChildren(above, next);
    const way = await fetchWay();
    const open = nextAfter(way, this.number);
    next.append(...open ? ["Next: ", element("a", {href: placeOf(open.number)}, open.title), ". "]
      : ["All are solved. "], element("a", {href: "index.html#way"}, "The whole way"));
  }

  // The points of the contract that are kept.
  showPoints(sheet) {
    document.querySelectorAll(".contract > ol:first-of-type > li").forEach((point, i) => {
      point.querySelector(".kept")?.remove();
      if (sheet.pointsKept.includes(i + 1)) {
        point.append(element("span", {class: "kept"}, " ✓ kept"));
      }
    });
  }

  // The compiler's complaints at their lines: "...DirtyCount.java:12: ...".
  mark(problems) {
    const found = problems.flatMap(problem => {
      const line = Number(/\.java:(\d+):/.exec(problem)?.[1]);
      if (!line || line > this.editor.state.doc.lines) {
        return [];
      }
      const {from, to, text} = this.editor.state.doc.line(line);
      return [{from: from + text.search(/\S|$/), to, severity: "error", message: problem}];
    });
    this.editor.dispatch(setDiagnostics(this.editor.state, found));
  }

  async solution() {
    const ours = await this.post("/solution");
    this.showAfter(ours.text ?? "Our answer", ours.text ? [] : [...text(ours),
      element("h3", {}, "Other right answers"),
      ...ours.others.map(other => element("details", {},
        element("summary", {}, other.file.split("/").at(-2)), ...text(other)))]);
  }

  async mistakes() {
    const {riddles, text: notYet} = await this.post("/mistakes");
    this.showAfter(notYet ?? "Mistakes: which test catches each?", (riddles ?? []).map((riddle, i) =>
      element("details", i ? {} : {open: ""},
        element("summary", {}, `A wrong answer, ${i + 1} of ${riddles.length}`), ...asked(riddle, i))));
  }

  showAfter(title, content) {
    const heading = element("h2", {tabindex: "-1"}, title);
    document.querySelector(".after").replaceChildren(heading, ...content);
    heading.focus();
    heading.scrollIntoView();
  }
}

function coloured(html, label) {
  const code = element("pre", {class: "code", tabindex: "0", role: "group", "aria-label": label});
  code.innerHTML = html; // from our own files
  return code;
}

function text({about, html, file}) {
  return [element("p", {class: "file"}, file), element("p", {class: "about"}, about), coloured(html, file)];
}

function asked(riddle, number) {
  const told = element("div", {role: "status"});
  const choices = riddle.choices.map(choice => element("label", {},
    element("input", {type: "radio", name: `riddle-${number}`, onchange: () => told.replaceChildren(
      element("p", {}, `${choice === riddle.right ? "Yes" : "No"}. ${riddle.right}.`),
      element("p", {class: "about"}, riddle.wrong),
      element("pre", {class: "plain", tabindex: "0", role: "group", "aria-label": "The fault"}, riddle.diff))}),
    ` ${choice}`));
  return [coloured(riddle.html, `A wrong answer, ${number + 1}`),
    element("fieldset", {class: "predict"}, element("legend", {}, "Which test catches it?"), ...choices), told];
}

const stub = document.querySelector("pre[data-answer]");
if (stub) {
  const answer = new Answer(stub, await post("/open", {number: stub.dataset.answer}));
  // At the beginning too: a verdict may have come before the stream was open.
  listen(() => answer.opened(), event => answer.heard(event));
  window.addEventListener("storage", event => event.key === answer.key && answer.heardDraft(event.newValue));
  document.addEventListener("keydown", event => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
      event.preventDefault();
      answer.save();
    }
  });
}
