// A chapter's page: its cells become editors that run.
import {autocompletion} from "@codemirror/autocomplete";
import {setDiagnostics} from "@codemirror/lint";
import {button, editor, element, listen, post as send} from "./page.js";

const chapter = Number(document.body.dataset.chapter);

function post(path, content) {
  return send(path, {chapter, ...content});
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

async function opened() {
  // After a reload, or when the computer has slept: how things are.
  const given = await (await fetch(`/given?chapter=${chapter}`)).json();
  cells.forEach(cell => cell.begin());
  cells.forEach(cell => cell.end(false));
  given.forEach(heard);
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
  listen(opened, heard);
}
