package playground;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import timeline.Timeline;

/// A question that a chapter asks before a run, the reader's answer to it, and what the run
/// showed.
///
/// Its text is a form. The question comes first. Below it stand the choices, each on a line
/// that begins with a letter, `a) `; or one line `___ s`, where `s` is the unit of the number that is
/// asked for:
///
///     How long do ten checks take, all at once?
///     ___ s
///
/// A script asks where it was started with `--ask`. In JShell or in a notebook, the reader
/// calls [#answer].
public final class Prediction {

    private static final String NUMBER = "___ ";

    private final Lesson lesson;
    private final String question;
    private final List<String> choices;
    private final String unit;

    private Optional<String> answer = Optional.empty();

    Prediction(Lesson lesson, String text) {
        this.lesson = lesson;
        var lines = text.strip().lines().toList();
        choices = lines.stream().filter(line -> isChoice(line))
                .map(line -> line.substring(2).strip()).toList();
        unit = lines.getLast().startsWith(NUMBER)
                ? lines.getLast().substring(NUMBER.length()).strip()
                : "";
        if (unit.isEmpty() == choices.size() < 2) {
            throw new IllegalArgumentException("below a question stand its choices, a) "
                    + "and so on, or one line '" + NUMBER + "' with a unit: " + text);
        }
        question = String.join("\n", lines.stream()
                .takeWhile(line -> !isChoice(line) && !line.startsWith(NUMBER))
                .toList());
    }

    private static boolean isChoice(String line) {
        return line.matches("[a-z]\\) .*");
    }

    /// Keeps the reader's answer: the letter of a choice, or a number. A later one replaces it.
    ///
    /// @throws IllegalArgumentException if it is neither; the message says what may be given
    public void answer(String text) {
        answer = Optional.of(choices.isEmpty() ? number(text) : choice(text));
    }

    private String number(String text) {
        var number = Pattern.compile(
                "(\\d{1,9}(?:[.,]\\d{1,9})?)\\s*(?:" + Pattern.quote(unit) + ")?")
                .matcher(text.strip());
        if (!number.matches()) {
            throw new IllegalArgumentException("'" + text.strip()
                    + "' is not a number of " + unit + ": write 2 or 0.25");
        }
        return number.group(1).replace(',', '.') + " " + unit;
    }

    private String choice(String text) {
        for (var i = 0; i < choices.size(); i++) {
            if (letter(i).equalsIgnoreCase(text.strip())) {
                return choices.get(i);
            }
        }
        throw new IllegalArgumentException("'" + text.strip() + "' is not a letter from "
                + letter(0) + " to " + letter(choices.size() - 1));
    }

    private static String letter(int choice) {
        return String.valueOf((char) ('a' + choice));
    }

    /// Where the script was started with `--ask`: asks on the terminal and blocks until a line
    /// is typed. An empty line, or the end of the input, gives no answer.
    ///
    /// @throws InterruptedException if interrupted, as Ctrl+C does it
    public void ask() throws InterruptedException {
        if (!lesson.has(Options.ASK)) {
            return;
        }
        System.out.println("Predict: " + question);
        for (var i = 0; i < choices.size(); i++) {
            System.out.println("  " + letter(i) + ") " + choices.get(i));
        }
        while (true) {
            System.out.print(choices.isEmpty()
                    ? "Your answer (" + unit + "), or Enter: "
                    : "Your answer (a letter), or Enter: ");
            System.out.flush();
            try {
                var line = Keyboard.line();
                if (line.isPresent() && !line.get().isBlank()) {
                    answer(line.get());
                }
                System.out.println();
                return;
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            } catch (InterruptedException e) {
                System.out.println(); // below the question
                throw e;
            }
        }
    }

    /// Prints what the run showed, in seconds, beside what the reader has said.
    public void measured(Duration time) {
        print(Timeline.text(time));
    }

    /// Prints what the run showed, in the unit that was asked for.
    public void measured(long count) {
        print(count + " " + unit);
    }

    /// Prints which of the choices the run showed.
    ///
    /// @throws IllegalArgumentException if it is none of them
    public void measured(String choice) {
        if (!choices.contains(choice)) {
            throw new IllegalArgumentException(choice + " is none of " + choices);
        }
        print(choice);
    }

    private void print(String result) {
        answer.ifPresent(given -> System.out.println("Your prediction:  " + given));
        System.out.println("What happened:    " + result);
    }
}
