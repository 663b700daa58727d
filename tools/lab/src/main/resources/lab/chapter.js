// A chapter's page: its cells become editors that run.
import {autocompletion} from "@codemirror/autocomplete";
import {setDiagnostics} from "@codemirror/lint";
import {button, editor, element, listen, post as send} from "./page.js";

const chapter = Number(document.body.dataset.chapter);
const NUMBER = /^\d{1,9}([.,]\d{1,9})?$/;
const LIMIT = /^(static final int LIMIT = )(\d+);/m;

const cells = new Map();
const status = element("p", {class: "lab-status", role: "status"});

function post(path, content = {}) {
  return send(path, {chapter, ...content});
}

function say(text) {
  status.textContent = text;
}

// What the reader has changed and answered, kept in this browser.
class Desk {
  constructor(key) {
    this.key = key;
    this.read();
  }

  read() {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      // As if there were nothing.
    }
    this.edits = kept.edits ?? {};
    this.answers = kept.answers ?? {};
    this.questions = kept.questions ?? {};
    this.values = kept.values ?? {};
  }

  keep() {
    const {edits, answers, questions, values} = this;
    try {
      localStorage.setItem(this.key, JSON.stringify({edits, answers, questions, values}));
    } catch {
      say("This browser keeps nothing: what you change is lost when you leave the page.");
    }
  }
}

const desk = new Desk(`lab.chapter.${chapter}`);

const STATES = {waiting: "waits", running: "runs ...", ended: "", failed: "failed", stopped: "stopped",
  idle: ""};

class Cell {
  constructor(pre) {
    this.number = Number(pre.dataset.cell);
    this.source = pre.textContent;
    this.label = pre.getAttribute("aria-label");
    this.asks = [...this.source.matchAll(/^ +(\w+)\.ask\(\);$/gm)].map(found => found[1]);
    this.runButton = button("Run", () => run([this]));
    this.runButton.className = "run";
    this.resetButton = button("Reset", () => this.reset());
    this.shownState = element("span", {class: "state"});
    this.output = element("div", {class: "output", role: "log",
      "aria-label": `Output of ${this.label}`});
    this.editor = editor(desk.edits[this.number] ?? this.source, this.label,
      () => this.changed(), [
        {key: "Mod-Enter", run: () => (run([this]), true)},
        {key: "Shift-Enter", run: () => (run([this]), true)},
      ], autocompletion({override: [context => this.complete(context)]}));
    this.frame = element("div", {class: "cell"}, this.editor.dom,
      element("div", {class: "buttons"}, this.runButton, this.resetButton, this.shownState),
      this.output);
    pre.replaceWith(this.frame);
    this.state("idle");
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
    values.forEach(value => value.show());
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
    if (!this.isBusy()) {
      this.clear(); // what it shows came from another text
    }
    this.editor.focus();
  }

  async complete(context) {
    if (!context.explicit && !context.matchBefore(/[\w.]$/)) {
      return null;
    }
    try {
      const found = await post("/complete", {code: this.text(), cursor: context.pos});
      return {from: found.from, options: found.candidates.map(label => ({label}))};
    } catch {
      return null; // who writes is not interrupted
    }
  }

  isBusy() {
    return this.frame.classList.contains("waiting") || this.frame.classList.contains("running");
  }

  clear() {
    this.output.replaceChildren();
    this.mark([]);
    this.state("idle");
  }

  state(state) {
    if (state === "running") {
      this.output.replaceChildren();
      this.mark([]);
    } else {
      this.output.querySelectorAll("[data-draft]").forEach(one => one.remove());
    }
    this.frame.classList.remove(...Object.keys(STATES));
    this.frame.classList.add(state);
    this.shownState.textContent = STATES[state];
  }

  mark(diagnostics) {
    this.editor.dispatch(setDiagnostics(this.editor.state, diagnostics));
  }

  show(event) {
    if (event.kind === "picture") {
      this.draw(event);
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

  // A line below the last is not the reader's: it calls the cell's method.
  failed(line) {
    return line > 0 && line <= this.editor.state.doc.lines
      ? `Failed: “${this.label}”, at its line ${line}.` : `Failed: “${this.label}”.`;
  }

  draw(event) {
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

// A value of the next runs: a slider. The chapter's own is kept as none.
class Value {
  constructor(label, {min, max, step, own}) {
    this.own = own;
    this.input = element("input", {type: "range", min, max, step,
      oninput: () => this.take(Number(this.input.value))});
    this.text = element("output");
    this.dom = element("label", {class: "value"}, label, " ", this.input, " ", this.text);
  }

  isChanged() {
    return this.get() !== this.own;
  }

  take(number) {
    this.set(number);
    values.forEach(value => value.show());
  }

  show() {
    this.input.value = this.get();
    this.text.textContent = this.inWords(this.get());
    this.input.setAttribute("aria-valuetext", this.text.textContent);
    showWhetherComparable();
  }
}

// One that the lesson takes, as a script takes it from its command line.
class LessonValue extends Value {
  constructor(label, name, range, inWords) {
    super(label, range);
    this.name = name;
    this.inWords = inWords;
  }

  get() {
    return desk.values[this.name] ?? this.own;
  }

  set(number) {
    if (number === this.own) {
      delete desk.values[this.name];
    } else {
      desk.values[this.name] = number;
    }
    desk.keep();
  }
}

// A constant in a cell: the slider changes the cell's text.
class Constant extends Value {
  constructor(label, cell, range) {
    super(label, {...range, own: Number(LIMIT.exec(cell.source)[2])});
    this.cell = cell;
    this.inWords = String;
  }

  get() {
    return Number(LIMIT.exec(this.cell.text())?.[2] ?? this.own);
  }

  set(number) {
    this.cell.set(this.cell.text().replace(LIMIT, `$1${number};`));
  }
}

const values = [];
const comparable = element("p", {class: "lab-note", role: "status"});
const asInTheBook = button("The book's values",
  () => values.forEach(value => value.take(value.own)));

function showWhetherComparable() {
  const changed = values.some(value => value.isChanged());
  const text = changed
    ? "Your values, from the next run on. Figures in the text are for the book's values." : "";
  if (comparable.textContent !== text) {
    comparable.textContent = text;
  }
  asInTheBook.hidden = !changed;
}

// A slider for each value that this chapter reads.
function findValues() {
  const all = [...cells.values()];
  const reads = pattern => all.some(cell => pattern.test(cell.source));
  if (!reads(/\bLesson\.withoutWorktrees\(/) && reads(/\blesson\.(git|latency)\(/)) {
    values.push(new LessonValue("Latency", "latency", {min: 0, max: 1000, step: 50, own: 200},
      millis => `${millis / 1000} s`));
  }
  if (reads(/\blesson\.worktrees\(/)) {
    values.push(new LessonValue("Worktrees", "worktrees", {min: 1, max: 30, step: 1, own: 10},
      String));
  }
  const limited = all.find(cell => LIMIT.test(cell.source));
  if (limited) {
    values.push(new Constant("Limit", limited, {min: 1, max: 20, step: 1}));
  }
}

function fieldset(variable) {
  return document.querySelector(`[data-predicts="${CSS.escape(variable)}"]`);
}

function isWritten(variable) {
  return Boolean(fieldset(variable).querySelector("input[type=text]")?.value.trim());
}

// Runs these cells, up to the first whose prediction is still open.
async function run(wanted) {
  const now = [];
  say("");
  for (const cell of wanted) {
    const open = cell.asks.find(variable => !desk.answers[variable]);
    if (open) {
      say(now.length ? "Runs to the first open prediction. Predict, then go on."
        : isWritten(open) ? "Predict a number first, like 2.5: then it runs."
        : "Predict first: then it runs.");
      fieldset(open).scrollIntoView({block: "center"});
      fieldset(open).querySelector("input").focus({preventScroll: true});
      break;
    }
    now.push(cell);
  }
  if (now.length === 1 && now[0].isBusy()) {
    say("It runs already. Stop it first.");
  } else if (now.length) {
    const begun = now.filter(cell => !cell.isBusy());
    begun.forEach(cell => cell.state("waiting")); // the server says more as soon as it can
    const isAccepted = await tell("/run", {cells: now.map(cell => cell.number),
      edits: desk.edits, answers: desk.answers, ...desk.values});
    if (!isAccepted) {
      begun.forEach(cell => cell.state("idle"));
    }
  }
}

async function tell(path, content) {
  try {
    await post(path, content);
    return true;
  } catch (e) {
    say(e.message);
    return false;
  }
}

async function stop() {
  if (![...cells.values()].some(cell => cell.isBusy())) {
    say("Nothing runs.");
    return;
  }
  say("Stopping ...");
  await tell("/stop");
}

async function restart() {
  say("Starting a new JVM ...");
  await tell("/restart");
}

function valueOf(input, i) {
  const text = input.value.trim();
  return input.type === "radio" ? "abcdef"[i] : NUMBER.test(text) ? text : "";
}

function hearPredictions() {
  for (const form of document.querySelectorAll("[data-predicts]")) {
    const asking = () => [...cells.values()].filter(
      cell => cell.asks.includes(form.dataset.predicts));
    form.addEventListener("keydown", event => {
      if (event.key === "Enter" && event.target.matches("[type=text]")) {
        event.target.dispatchEvent(new Event("change"));
        run(asking());
      }
    });
    form.querySelectorAll("input").forEach((input, i) => input.addEventListener("change", () => {
      desk.answers[form.dataset.predicts] = valueOf(input, i);
      desk.keep();
      input.type === "text" && input.setAttribute("aria-invalid",
        String(input.value.trim() !== "" && valueOf(input, i) === ""));
    }));
  }
}

function showPredictions() {
  for (const form of document.querySelectorAll("[data-predicts]")) {
    const answer = desk.answers[form.dataset.predicts];
    form.querySelectorAll("input").forEach((input, i) => {
      if (input.type === "radio") {
        input.checked = answer === valueOf(input, i);
      } else if (answer || !input.value) {
        input.value = answer ?? "";
      }
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

function heard(event) {
  const cell = cells.get(event.cell);
  switch (event.type) {
    case "given": // all that happened before
      cells.forEach(one => one.clear());
      event.events.forEach(heard);
      break;
    case "restarted":
      cells.forEach(one => one.clear());
      say("A new JVM: nothing is declared yet.");
      break;
    case "closed":
      say("Another chapter runs now. Run a cell here, and this one begins anew.");
      break;
    case "state":
      cell?.state(event.state);
      event.state === "stopped" && say("Stopped.");
      break;
    case "output":
      cell?.show(event);
      event.kind === "failure" && say(cell.failed(event.line));
      break;
  }
}

function bar() {
  return element("div", {class: "lab-bar"},
    button("Run all", () => run([...cells.values()])),
    button("Stop", stop), button("Restart", restart), status);
}

function sliders() {
  return element("div", {class: "lab-values"}, ...values.map(value => value.dom), asInTheBook,
    comparable);
}

function help() {
  return element("p", {class: "lab-help"}, "A cell runs with Run or Ctrl+Enter, and before it what it ",
    "needs. What you change stays in this browser. Escape, then Tab leaves an editor.");
}

if (chapter) {
  for (const pre of document.querySelectorAll("pre[data-cell]")) {
    const cell = new Cell(pre);
    cells.set(cell.number, cell);
  }
  findValues();
  values.forEach(value => value.show());
  showWhetherComparable();
  hearPredictions();
  showPredictions();
  questions();
  document.querySelector("h1").after(bar(), sliders(), help());
  window.addEventListener("storage", changed => {
    if (changed.key === desk.key) {
      desk.read();
      cells.forEach(cell => cell.set(desk.edits[cell.number] ?? cell.source));
      values.forEach(value => value.show());
      showPredictions();
    }
  });
  listen(() => {}, heard);
}
