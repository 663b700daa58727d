// What all live pages share: editors, requests, and one stream of events.
import {closeBrackets, closeBracketsKeymap, completionKeymap} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyKeymap} from "@codemirror/commands";
import {java} from "@codemirror/lang-java";
import {bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting} from "@codemirror/language";
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

export async function post(path, content) {
  const response = await fetch(path, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(content),
  });
  if (!response.ok) {
    throw new Error(await response.text());
  }
  return response.json();
}

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

export function editor(doc, label, changed, keys, ...more) {
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

export function button(text, action) {
  return element("button", {type: "button", onclick: action}, text);
}

// Hears what happens in the lab. A page has one stream of events.
//
// opened: called when the stream begins, and again after each loss: then events may be missing.
// heard: called for each event.
export function listen(opened, heard) {
  const source = new EventSource("/events");
  source.addEventListener("open", opened);
  source.addEventListener("message", message => heard(JSON.parse(message.data)));
}
