// An exercise's page: the learner's own file, saved and graded.
import {setDiagnostics} from "@codemirror/lint";
import {button, editor, element, listen, post} from "./page.js";

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
  // While the page was not to be seen, the file may have changed.
  listen(() => answer.heard({type: "file", number: answer.number}), event => answer.heard(event));
}
