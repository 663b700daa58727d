// The way through the workbook: how far each exercise is, and what is next.
import {element, listen, score} from "./page.js";

export async function fetchWay() {
  return (await fetch("/way")).json();
}

export function placeOf(number) {
  return `${number.includes(".") ? "practice" : "exercise"}-${number}.html`;
}

// The next one that is not solved, as `watch` moves on; at the end, one that was left out.
export function nextAfter({exercises}, number) {
  const at = exercises.findIndex(one => one.number === number);
  return [...exercises.slice(at + 1), ...exercises.slice(0, at)].find(one => !one.sheet?.solved);
}

function stateOf(sheet) {
  return !sheet ? "grading ..."
    : sheet.state === "not started" ? sheet.state
    : `${sheet.state} ${score(sheet)}`;
}

function show(way) {
  for (const exercise of way.exercises) {
    const state = document.querySelector(`[data-exercise="${exercise.number}"]`);
    state.textContent = stateOf(exercise.sheet);
    state.className = `state ${exercise.sheet?.state.replace(" ", "-") ?? ""}`;
    const row = state.closest(".stop");
    exercise.number === way.next ? row.setAttribute("aria-current", "step") : row.removeAttribute("aria-current");
  }
  const solved = way.exercises.filter(one => one.sheet?.solved).length;
  const next = way.exercises.find(one => one.number === way.next);
  where.replaceChildren(`${solved} of ${way.exercises.length} solved. `, ...next
    ? ["Next: ", element("a", {href: placeOf(next.number)}, next.title), ", after ",
      element("a", {href: `step-${next.chapter}.html`}, `Step ${next.chapter}`), "."]
    : [way.isKnown ? "All are solved." : "Grading your answers ..."]);
}

// Only this browser knows what was predicted and answered in a chapter.
function showChapters() {
  for (const state of document.querySelectorAll("[data-step]")) {
    const kept = JSON.parse(localStorage.getItem(`lab.chapter.${state.dataset.step}`) ?? "{}");
    const answered = [kept.answers, kept.questions]
      .flatMap(some => Object.values(some ?? {})).filter(Boolean).length;
    const all = Number(state.dataset.asks);
    state.textContent = answered ? `${answered} of ${all} questions answered in this browser` : "not started";
    state.classList.toggle("solved", answered >= all);
    state.classList.toggle("not-started", !answered);
  }
}

const where = document.querySelector("main > .next-stop");
if (where) {
  let fetching = false;
  let again = false;
  // Many verdicts may come at once.
  const refresh = async () => {
    again = true;
    if (!fetching) {
      fetching = true;
      while (again) {
        again = false;
        await fetchWay().then(show, () => {});
      }
      fetching = false;
    }
  };
  showChapters();
  window.addEventListener("storage", showChapters);
  window.addEventListener("pageshow", showChapters);
  listen(refresh, event => ["sheet", "grading"].includes(event.type) && refresh());
}
