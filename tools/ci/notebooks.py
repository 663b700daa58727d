"""Executes notebooks, each in a kernel of its own, and looks at the results. See tools/ci/notebooks."""

import base64
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

SECONDS_FOR_A_CELL = 60
SECONDS_FOR_A_NOTEBOOK = 240

# What a mark in a transcript stands for: see Transcript.java.
MARKS = {
    "temp": r"[^\s\"]*[/\\]workbook-\d+",
    "time": r"\d+(?:\.\d+)? m?s\b",
    "ratio": r"\d+\.\d+x?",
    "n": r"\d+",
    "word": r"\S+",
}
# A drawn timeline in a transcript is a picture in a notebook.
DRAWING = re.compile(r"<(run|next|last|wait|axis|ticks)>|^█ |  at most (\d+|<n>) at once$")
IMAGE = re.compile(r"<img [^>]*src='data:image/svg\+xml;base64,([^']+)'")
INTRODUCTION = re.compile(r"Step \d+: |Worktrees of a playground|Each git command first waits"
                          r"|This step asks no worktrees")


class Wrong(Exception):
    """What is wrong with a notebook, for people."""


def lines(text):
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def plain(text):
    """Without the colours of a terminal, and not endless."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)[-4000:]


def matches(expected, actual):
    pattern, end = "", 0
    for mark in re.finditer(rf" *<({'|'.join(MARKS)})> *", expected):
        pattern += re.escape(expected[end:mark.start()]) + " *" + MARKS[mark.group(1)] + " *"
        end = mark.end()
    return re.fullmatch(pattern + re.escape(expected[end:]), actual)


def results_of(transcript):
    """The lines of a transcript that a notebook prints too."""
    printed = lines(transcript.read_text(encoding="utf-8"))[:-1]  # the last is main's own
    return [line for line in printed
            if not DRAWING.search(line) and not INTRODUCTION.match(line)]


def text_of(notebook):
    return "".join(output.text for cell in notebook.cells if cell.cell_type == "code"
                   for output in cell.outputs if output.output_type == "stream")


def pictures_of(cell):
    """The SVG texts in a cell's outputs: each is an image in HTML, as the first cell makes it."""
    return [base64.b64decode(image).decode("utf-8") for output in cell.get("outputs", [])
            for image in IMAGE.findall(output.get("data", {}).get("text/html", ""))]


def check(notebook, transcript, whose):
    """Raises Wrong if the outputs are not those of the script."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise Wrong(f"{whose}: cell {number} fails: " + plain("\n".join(output.traceback)))
            if output.output_type == "stream" and output.name == "stderr":
                raise Wrong(f"{whose}: cell {number} prints to stderr: {output.text}")
        for picture in pictures_of(cell):
            try:
                ElementTree.fromstring(picture)
            except ElementTree.ParseError as e:
                raise Wrong(f"{whose}: the picture of cell {number} is no SVG: {e}") from e
    pictures = sum(len(pictures_of(cell)) for cell in notebook.cells)
    drawings = transcript.read_text("utf-8").count("<ticks>")
    if pictures != drawings:
        raise Wrong(f"{whose}: {pictures} pictures, and the script draws {drawings}")
    expected, actual = results_of(transcript), lines(text_of(notebook))
    for i in range(max(len(expected), len(actual))):
        wanted = expected[i] if i < len(expected) else "(the end)"
        seen = actual[i] if i < len(actual) else "(the end)"
        if not matches(wanted, seen):
            raise Wrong(f"{whose}: line {i + 1}\n  the script: {wanted}\n  the notebook: {seen}")


def twice(notebook):
    """The notebook with all its code again below it, as when a reader runs all cells again."""
    again = [nbformat.v4.new_code_cell(cell.source) for cell in notebook.cells
             if cell.cell_type == "code"]
    return nbformat.v4.new_notebook(cells=notebook.cells + again, metadata=notebook.metadata)


def execute(notebook):
    """The notebook with the results of this run. A hang ends in Wrong, with all its processes."""
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--stdout",
               f"--ExecutePreprocessor.timeout={SECONDS_FOR_A_CELL}",
               f"--ExecutePreprocessor.startup_timeout={SECONDS_FOR_A_CELL}",
               "--ExecutePreprocessor.record_timing=False", "--stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, encoding="utf-8",
                          start_new_session=True) as process:
        try:
            out, err = process.communicate(nbformat.writes(notebook), SECONDS_FOR_A_NOTEBOOK)
        except subprocess.TimeoutExpired:
            # The kernel has a session of its own, and ends with this one: see kernel.KernelStart.
            os.killpg(process.pid, signal.SIGKILL)
            raise Wrong(f"not done after {SECONDS_FOR_A_NOTEBOOK} s") from None
    if process.returncode != 0:
        # What a person needs stands after the last frame of nbconvert's own stack trace.
        raise Wrong(plain(re.split(r"\n(?=nbclient\.exceptions\.)", err)[-1]))
    return nbformat.reads(out, as_version=4)


def run(file, transcript):
    """What is wrong in one run, or None; and its seconds."""
    began = time.monotonic()
    try:
        stored = nbformat.read(file, as_version=nbformat.NO_CONVERT)
        try:
            nbformat.validate(stored)
        except nbformat.ValidationError as e:
            raise Wrong(f"not valid: {e}") from e
        if str(Path.cwd()) in file.read_text(encoding="utf-8"):
            raise Wrong("it names a path of the machine that made it")
        executed = execute(twice(stored))
        first = len(stored.cells)
        code = sum(1 for cell in stored.cells if cell.cell_type == "code")
        again = nbformat.v4.new_notebook(cells=executed.cells[first:])
        executed.cells = executed.cells[:first]
        check(executed, transcript, "executed")
        if len(again.cells) != code:
            raise Wrong(f"{len(again.cells)} of {code} cells ran again")
        check(again, transcript, "executed again")
        if any(cell.get("outputs") for cell in stored.cells):
            check(stored, transcript, "stored")
        return None, time.monotonic() - began
    except Wrong as e:
        return str(e), time.monotonic() - began


def main(folder, transcripts, runs, jobs):
    files = sorted(Path(folder).glob("Step*.ipynb"))
    if not files:
        print(f"There are no notebooks Step*.ipynb in {folder}.")
        return 2
    began = time.monotonic()
    seconds = {file: [] for file in files}
    problems = []
    with ThreadPoolExecutor(int(jobs)) as pool:
        for n in range(int(runs)):
            def one(file):
                return file, run(file, Path(transcripts) / f"{file.stem}.txt")
            for file, (problem, took) in pool.map(one, files):
                seconds[file].append(took)
                if problem:
                    problems.append(file)
                    print(f"{file.stem}, run {n + 1}: {problem}", flush=True)
    print("notebook   good      seconds, median and longest")
    for file, took in seconds.items():
        good = len(took) - problems.count(file)
        print(f"{file.stem:8}   {good:>2} of {len(took):<2}  {sorted(took)[len(took) // 2]:6.1f} {max(took):6.1f}")
    print(f"{len(files) * int(runs)} executions in {time.monotonic() - began:.0f} s, "
          f"{len(problems)} of them wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
