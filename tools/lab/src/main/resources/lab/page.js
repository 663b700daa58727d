// What all live pages share: editors, requests, and one stream of events.
import {closeBrackets, closeBracketsKeymap, completionKeymap} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyKeymap, indentWithTab} from "@codemirror/commands";
import {java} from "@codemirror/lang-java";
import {bracketMatching, HighlightStyle, indentService, indentUnit, syntaxHighlighting} from "@codemirror/language";
import {lintGutter} from "@codemirror/lint";
import {EditorState} from "@codemirror/state";
import {drawSelection, EditorView, keymap} from "@codemirror/view";
import {tags} from "@lezer/highlight";

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

export function element(name, attributes = {}, ...content) {
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

// As the line before, one step more after a bracket that opens, one less before one that closes. Java's
// own rules want a class around everything, which a cell does not have.
const indents = indentService.of((context, position) => {
  const {doc} = context.state;
  let before = context.lineAt(position, -1).text;
  let line = context.textAfterPos(position);
  if (context.simulatedBreak !== position) {
    const {number, text} = doc.lineAt(position);
    line = text;
    before = number > 1 ? doc.line(number - 1).text : "";
  }
  return Math.max(0, before.search(/\S|$/) + (/[{(]\s*$/.test(before) ? 4 : 0)
    - (/^\s*[})]/.test(line) ? 4 : 0));
});

export function editor(doc, label, changed, keys, ...more) {
  return new EditorView({
    doc,
    extensions: [
      java(), indents, indentUnit.of("    "), EditorState.tabSize.of(4),
      history(), drawSelection(), bracketMatching(), closeBrackets(), lintGutter(),
      syntaxHighlighting(colours), ...more,
      EditorView.contentAttributes.of({"aria-label": label, tabindex: "0"}),
      // Escape, then Tab, leaves the editor: the view itself does that.
      keymap.of([...keys, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap,
        ...completionKeymap, indentWithTab]),
      EditorView.updateListener.of(update => update.docChanged && changed()),
    ],
  });
}

export function button(text, action) {
  return element("button", {type: "button", onclick: action}, text);
}

const notice = element("p", {class: "lab-lost", role: "alert"});
notice.hidden = true;
document.body.prepend(notice);

function lost(text) {
  if (notice.hidden || notice.textContent !== text) { // a reader is told once
    notice.textContent = text;
    notice.hidden = false;
  }
}

// What a browser keeps belongs to an address, and so to a port.
const ENDED = `The lab has ended. Start it again: ./jbang lab --port ${location.port}. `
  + "With this port it finds what you changed here.";
const OTHER_LINK = "The lab was started again. Open the link that it has printed.";

// fetch, but a reader is told when nobody is there.
async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    lost(ENDED);
    throw new Error(ENDED);
  }
  if (response.status === 403) {
    lost(OTHER_LINK);
  }
  return response;
}

export async function post(path, content) {
  const response = await ask(path, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(content),
  });
  if (!response.ok) {
    throw new Error((await response.text()).trim());
  }
  return response.json();
}

// How far an exercise is: `★☆☆ 4 of 7 points kept`, as the board says it.
export function score(sheet) {
  return `${"★".repeat(sheet.stars)}${"☆".repeat(sheet.allStars - sheet.stars)} `
    + `${sheet.pointsKept.length} of ${sheet.points.length} points kept`;
}

// Hears what happens in the lab. A page has one stream of events, while it is to be seen: a browser
// has six connections to a host, for all tabs together.
//
// opened: called when the stream begins, and again after each pause: then events may be missing.
// heard: called for each event.
export function listen(opened, heard) {
  const chapter = document.body.dataset.chapter;
  let source = null;
  let again = 0;

  function connect() {
    clearTimeout(again);
    if (source || document.hidden) {
      return;
    }
    source = new EventSource(chapter ? `/events?chapter=${chapter}` : "/events");
    source.addEventListener("open", () => {
      notice.hidden = true;
      opened();
    });
    source.addEventListener("message", message => heard(JSON.parse(message.data)));
    source.addEventListener("error", () => {
      disconnect();
      again = setTimeout(connect, 1000);
      ask("/lab/lab.css").catch(() => {}); // to learn why
    });
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  document.addEventListener("visibilitychange",
    () => document.hidden ? disconnect() : connect());
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", connect);
  connect();
}
