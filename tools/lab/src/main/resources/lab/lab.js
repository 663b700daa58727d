// What a page of the lab does: cells become editors that run.
import {autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyKeymap} from "@codemirror/commands";
import {java} from "@codemirror/lang-java";
import {bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting} from "@codemirror/language";
import {lintGutter, setDiagnostics} from "@codemirror/lint";
import {EditorState} from "@codemirror/state";
import {drawSelection, EditorView, keymap} from "@codemirror/view";
import {tags} from "@lezer/highlight";

const chapter = Number(document.body.dataset.chapter);

// The colours are those of the book.
const colours = HighlightStyle.define([
  {tag: [tags.keyword, tags.modifier, tags.controlKeyword, tags.definitionKeyword, tags.self,
    tags.bool, tags.null, tags.moduleKeyword, tags.operatorKeyword], class: "keyword"},
  {tag: [tags.string, tags.character], class: "string"},
  {tag: [tags.lineComment, tags.blockComment], class: "comment"},
  {tag: [tags.typeName, tags.className, tags.standard(tags.typeName)], class: "type"},
  {tag: tags.number, class: "number"},
  {tag: tags.annotation, class: "annotation"},
]);

async function post(path, content) {
  const response = await fetch(path, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({chapter, ...content}),
  });
  if (!response.ok) {
    throw new Error(await response.text());
  }
  return response.json();
}

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") {
      made.className = value;
    } else if (key.startsWith("on")) {
      made.addEventListener(key.slice(2), value);
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...content);
  return made;
}

function editor(doc, label, changed, keys, ...more) {
  return new EditorView({
    doc,
    extensions: [
      java(), indentUnit.of("    "), EditorState.tabSize.of(4),
      history(), drawSelection(), bracketMatching(), closeBrackets(), lintGutter(),
      syntaxHighlighting(colours), ...more,
      EditorView.contentAttributes.of({"aria-label": label}),
      keymap.of([...keys, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap,
        ...completionKeymap]),
      EditorView.updateListener.of(update => update.docChanged && changed()),
    ],
  });
}

function button(text, action) {
  return element("button", {type: "button", onclick: action}, text);
}

// What the reader has changed and answered, kept in this browser.
class Desk {
  constructor(key) {
    this.key = key;
    this.read();
  }

  read() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    this.edits = kept.edits ?? {};
    this.answers = kept.answers ?? {};
    this.questions = kept.questions ?? {};
  }

  keep() {
    localStorage.setItem(this.key, JSON.stringify(
      {edits: this.edits, answers: this.answers, questions: this.questions}));
  }
}

const desk = new Desk(`lab.chapter.${chapter}`);
const cells = new Map();
const status = element("p", {class: "lab-status", role: "status"});

class Cell {
  constructor(pre) {
    this.number = Number(pre.dataset.cell);
    this.source = pre.textContent;
    this.label = pre.getAttribute("aria-label");
    this.asks = [...this.source.matchAll(/^ +(\w+)\.ask\(\);$/gm)].map(found => found[1]);
    this.runButton = element("button", {type: "button", class: "run",
      onclick: () => run([this])}, "Run");
    this.resetButton = element("button", {type: "button", onclick: () => this.reset()}, "Reset");
    this.output = element("div", {class: "output", role: "log",
      "aria-label": `Output of ${this.label}`});
    this.editor = editor(desk.edits[this.number] ?? this.source, this.label,
      () => this.changed(), [
        {key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => (run([this]), true)},
        {key: "Shift-Enter", run: () => (run([this]), true)},
      ], autocompletion({override: [context => this.complete(context)]}));
    this.frame = element("div", {class: "cell"}, this.editor.dom,
      element("div", {class: "buttons"}, this.runButton, this.resetButton), this.output);
    pre.replaceWith(this.frame);
    this.showChange();
  }

  text() {
    return this.editor.state.doc.toString();
  }

  changed() {
    if (this.text() === this.source) {
      delete desk.edits[this.number];
    } else {
      desk.edits[this.number] = this.text();
    }
    desk.keep();
    this.showChange();
  }

  showChange() {
    this.resetButton.hidden = !(this.number in desk.edits);
  }

  set(text) {
    if (text !== this.text()) {
      this.editor.dispatch({changes: {from: 0, to: this.editor.state.doc.length, insert: text}});
    }
  }

  reset() {
    this.set(this.source);
    this.editor.focus();
  }

  async complete(context) {
    if (!context.explicit && !context.matchBefore(/[\w.]$/)) {
      return null;
    }
    const found = await post("/complete", {code: this.text(), cursor: context.pos});
    return {from: found.from, options: found.candidates.map(label => ({label}))};
  }

  begin() {
    this.output.replaceChildren();
    this.frame.classList.add("running");
    this.mark([]);
  }

  end(failed) {
    this.frame.classList.remove("running");
    this.output.querySelectorAll("[data-draft]").forEach(one => one.remove());
    this.frame.classList.toggle("failed", failed);
  }

  mark(diagnostics) {
    this.editor.dispatch(setDiagnostics(this.editor.state, diagnostics));
  }

  show(event) {
    if (event.kind === "picture") {
      const shown = element("div", {class: "picture", tabindex: "0", role: "group",
        "aria-label": "Timeline"}, picture(event));
      const drafts = [...this.output.querySelectorAll("[data-draft]")];
      if (event.draft) {
        shown.dataset.draft = event.draft;
        const before = drafts.find(one => one.dataset.draft === String(event.draft));
        before ? before.replaceWith(shown) : this.output.append(shown);
      } else {
        drafts.forEach(one => one.remove());
        this.output.append(shown);
      }
      return;
    }
    const last = this.output.lastElementChild;
    const kind = `printed ${event.kind}`;
    if (last?.className === kind && event.kind !== "failure") {
      last.append(event.text);
      return;
    }
    const shown = element("pre", {class: kind, tabindex: "0"}, event.text);
    if (event.trace?.length) {
      shown.append("\n" + event.trace.map(line => "    " + line).join("\n"));
    }
    this.output.append(shown);
    if (event.line > 0 && event.line <= this.editor.state.doc.lines) {
      const line = this.editor.state.doc.line(event.line);
      const from = Math.min(line.to, line.from + Math.max(0, event.column - 1));
      this.mark([{from, to: line.to, severity: "error", message: event.text}]);
    }
  }
}

// The picture comes from a program. Only what draws is taken over, never a script.
function picture(event) {
  const svg = new DOMParser().parseFromString(event.svg, "image/svg+xml").documentElement;
  const harmless = new Set(["svg", "g", "rect", "line", "path", "text", "tspan", "title", "desc",
    "style", "circle", "polygon", "polyline", "defs", "pattern", "use", "clipPath"]);
  const all = [svg, ...svg.querySelectorAll("*")];
  const bad = all.some(one => !harmless.has(one.localName)
    || [...one.attributes].some(attribute => attribute.name.startsWith("on")
      || attribute.localName === "href" && !attribute.value.startsWith("#")));
  return bad ? element("pre", {}, event.text) : document.importNode(svg, true);
}

function fieldset(variable) {
  return document.querySelector(`[data-predicts="${CSS.escape(variable)}"]`);
}

function isAnswered(variable) {
  return Boolean(desk.answers[variable]);
}

// Runs these cells, up to the first whose prediction is still open.
async function run(wanted) {
  const now = [];
  for (const cell of wanted) {
    const open = cell.asks.find(variable => !isAnswered(variable));
    if (open) {
      status.textContent = "Predict first: then it runs.";
      fieldset(open).scrollIntoView({block: "center"});
      fieldset(open).querySelector("input").focus();
      break;
    }
    now.push(cell.number);
  }
  if (now.length) {
    status.textContent = "";
    try {
      await post("/run", {cells: now, edits: desk.edits, answers: desk.answers});
    } catch (e) {
      status.textContent = e.message;
    }
  }
}

function predictions() {
  for (const form of document.querySelectorAll("[data-predicts]")) {
    const variable = form.dataset.predicts;
    form.querySelectorAll("input").forEach((input, i) => {
      const value = () => input.type === "radio" ? "abcdef"[i] : input.value.trim();
      if (input.type === "radio") {
        input.checked = desk.answers[variable] === value();
      } else {
        input.value = desk.answers[variable] ?? "";
      }
      input.addEventListener("change", () => {
        desk.answers[variable] = value();
        desk.keep();
      });
    });
  }
}

// The questions at the end: the answer opens when the reader has chosen.
function questions() {
  document.querySelectorAll("details.solution").forEach((solution, number) => {
    const row = solution.closest(".row");
    const group = element("fieldset", {class: "predict"}, element("legend", {}, "Your answer"));
    const right = /: ([a-z])\./.exec(solution.textContent)?.[1];
    const shown = element("p", {role: "status"});
    const show = chosen => {
      shown.textContent = chosen === right ? `${chosen} is right.` : `You chose ${chosen}; right is ${right}.`;
      solution.hidden = false;
      solution.open = true;
    };
    row.querySelectorAll(".prose li").forEach(item => {
      const letter = item.textContent.trim()[0];
      const input = element("input", {type: "radio", name: `question-${number}`, onchange: () => {
        desk.questions[number] = letter;
        desk.keep();
        show(letter);
      }});
      input.checked = desk.questions[number] === letter;
      group.append(element("label", {}, input, " ", ...item.childNodes));
    });
    row.querySelector(".prose ul")?.replaceWith(group);
    group.append(shown);
    solution.hidden = true;
    if (desk.questions[number]) {
      show(desk.questions[number]);
    }
  });
}

function events() {
  const source = new EventSource("/events");
  source.addEventListener("open", async () => {
    // After a reload, or when the computer has slept: how things are.
    const given = await (await fetch(`/given?chapter=${chapter}`)).json();
    cells.forEach(cell => cell.begin());
    cells.forEach(cell => cell.end(false));
    given.forEach(heard);
  });
  source.addEventListener("message", message => heard(JSON.parse(message.data)));
}

function heard(event) {
  if (event.chapter !== chapter) {
    return;
  }
  if (event.type === "restarted") {
    cells.forEach(cell => cell.begin());
    cells.forEach(cell => cell.end(false));
    status.textContent = "A new JVM: nothing is declared yet.";
    return;
  }
  const cell = cells.get(event.cell);
  if (!cell) {
    return;
  }
  if (event.type === "begin") {
    cell.begin();
  } else if (event.type === "end") {
    cell.end(event.failed);
  } else if (event.type === "output") {
    cell.show(event);
  }
}

function bar() {
  return element("div", {class: "lab-bar", role: "toolbar", "aria-label": "All cells"},
    button("Run all", () => run([...cells.values()])),
    button("Stop", () => post("/stop", {})),
    button("Restart", () => post("/restart", {})), status);
}

// The learner's own file beside its contract: saved, graded, and changed by another editor too.
class Answer {
  constructor(pre) {
    this.number = pre.dataset.answer;
    this.verdict = element("div", {class: "verdict", role: "status"});
    this.question = element("div", {class: "question", role: "alert"});
    this.notice = element("pre", {class: "printed notice", tabindex: "0"});
    this.notice.hidden = true;
    this.editor = editor("", `Your file for ${this.number}`, () => this.showState(),
      [{key: "Mod-s", run: () => (this.save(), true)}]);
    this.saveButton = button("Save and grade", () => this.save());
    pre.replaceWith(element("div", {class: "cell answer"}, this.question, this.editor.dom,
      element("div", {class: "buttons"}, this.saveButton,
        button("Hint", () => this.show("/hint")),
        button("Our answer", () => this.show("/solution", "Not yet: solve it first.")),
        button("Reset", () => this.reset())),
      this.verdict, this.notice));
    this.load();
  }

  text() {
    return this.editor.state.doc.toString();
  }

  isChanged() {
    return this.text() !== this.saved;
  }

  showState() {
    this.saveButton.classList.toggle("unsaved", this.isChanged());
  }

  take(file) {
    this.saved = file.text;
    this.version = file.version;
    this.editor.dispatch({changes:
      {from: 0, to: this.editor.state.doc.length, insert: file.text}});
    this.question.replaceChildren();
    this.showState();
  }

  async read() {
    return (await fetch(`/file?number=${this.number}`)).json();
  }

  async load() {
    this.take(await this.read());
    this.post("/grade");
  }

  post(path, more = {}) {
    return post(path, {number: this.number, ...more});
  }

  async save() {
    const text = this.text();
    const answer = await this.post("/save", {text, base: this.version});
    if (answer.text !== undefined) {
      this.ask(answer);
      return;
    }
    this.saved = text;
    this.version = answer.version;
    this.question.replaceChildren();
    this.showState();
  }

  // Both sides have changed it. Nothing is lost before the reader has decided.
  ask(theirs) {
    this.question.replaceChildren(
      element("p", {}, "The file was changed outside of this page, and here too. Which text?"),
      element("details", {}, element("summary", {}, "The text of the file"),
        element("pre", {class: "code", tabindex: "0"}, theirs.text)),
      button("Take the file's", () => this.take(theirs)),
      button("Keep mine", () => {
        this.version = theirs.version;
        this.question.replaceChildren();
        this.save();
      }));
  }

  async show(path, nothing) {
    const answer = await this.post(path);
    this.notice.hidden = false;
    this.notice.textContent = answer.text ?? nothing;
  }

  async reset() {
    await this.show("/reset");
    this.take(await this.read());
  }

  async heard(event) {
    if (event.number !== this.number) {
      return;
    }
    if (event.type === "file" && event.version !== this.version) {
      const theirs = await this.read();
      if (theirs.version === this.version) {
        return;
      }
      this.isChanged() && theirs.text !== this.text() ? this.ask(theirs) : this.take(theirs);
    } else if (event.type === "grading") {
      this.verdict.replaceChildren(element("p", {}, "grading ..."));
    } else if (event.type === "broken") {
      this.verdict.replaceChildren(element("p", {}, event.text));
    } else if (event.type === "sheet") {
      this.sheet(event);
    }
  }

  sheet(sheet) {
    this.verdict.replaceChildren(element("p", {class: "score"},
      sheet.state === "not started" ? "not started" : `${sheet.state}: ${sheet.score}`));
    if (sheet.problems.length) {
      this.verdict.append(element("pre", {class: "printed failure", tabindex: "0"},
        sheet.problems.join("\n")));
      this.mark(sheet.problems);
      return;
    }
    this.mark([]);
    if (sheet.first) {
      this.verdict.append(element("p", {class: "test"}, sheet.first.test),
        element("pre", {class: "printed failure", tabindex: "0"}, sheet.first.message));
    }
    if (sheet.others.length) {
      this.verdict.append(element("details", {},
        element("summary", {}, `${sheet.others.length} other failures`),
        ...sheet.others.map(other => element("div", {}, element("p", {class: "test"}, other.test),
          element("pre", {class: "printed failure", tabindex: "0"}, other.message)))));
    }
  }

  // The compiler's complaints at their lines: "...DirtyCount.java:12: ...".
  mark(problems) {
    const found = problems.flatMap(problem => {
      const line = Number(/\.java:(\d+):/.exec(problem)?.[1]);
      if (!line || line > this.editor.state.doc.lines) {
        return [];
      }
      const {from, to} = this.editor.state.doc.line(line);
      return [{from, to, severity: "error", message: problem}];
    });
    this.editor.dispatch(setDiagnostics(this.editor.state, found));
  }
}

const answerCode = document.querySelector("pre[data-answer]");
if (answerCode) {
  const answer = new Answer(answerCode);
  window.addEventListener("beforeunload", leaving => answer.isChanged() && leaving.preventDefault());
  const source = new EventSource("/events");
  source.addEventListener("message", message => answer.heard(JSON.parse(message.data)));
}

if (chapter) {
  predictions();
  questions();
  for (const pre of document.querySelectorAll("pre[data-cell]")) {
    const cell = new Cell(pre);
    cells.set(cell.number, cell);
  }
  document.querySelector("h1").after(bar());
  window.addEventListener("storage", changed => {
    if (changed.key === desk.key) {
      desk.read();
      cells.forEach(cell => cell.set(desk.edits[cell.number] ?? cell.source));
      predictions();
    }
  });
  events();
}
