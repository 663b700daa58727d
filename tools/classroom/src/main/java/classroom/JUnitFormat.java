package classroom;

import grader.Result;
import grading.Grade;
import grading.Sheet;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// JUnit's XML in one file, as CodeGrade and Artemis read it. It has less than that of `mvn test`:
///
/// - CodeGrade's reader takes every child of a suite for a test, so there are no others
///   (help.codegrade.com, "Writing Unit Test wrapper scripts"; `CGJunit` in its server). It needs
///   `name`, `errors`, `failures`, `tests` of a suite; `name`, `classname`, `time` of a test.
/// - Both leave out what is skipped. A test that was not tried after the answer ended its JVM would
///   then count as none: here it is an error.
/// - Artemis (`TestResultXmlParser` in github.com/ls1intum/Artemis) puts a suite's name before that
///   of its tests if there are several suites, and no class: a test is called `ConfigReader.closesAll`
///   there, or `closesAll` if there is one exercise. No exercise has two tests of one name.
final class JUnitFormat {

    private JUnitFormat() {}

    static String of(Marked student, GradingRun run) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            if (student.isGraded()) {
                for (var sheet : student.sheets()) {
                    suite(sheet, xml);
                }
            } else {
                notGraded(student, run, xml);
            }
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void suite(Sheet sheet, XMLStreamWriter xml)
            throws XMLStreamException {
        var failures = sheet.count(Result.FAILED);
        suite(sheet.exercise().className(), sheet.grades().size(), failures,
                sheet.grades().size() - failures - sheet.passed(), xml);
        for (var grade : sheet.grades()) {
            test(grade, xml);
        }
        xml.writeEndElement();
    }

    private static void suite(String name, long tests, long failures, long errors,
            XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", name);
        xml.writeAttribute("tests", String.valueOf(tests));
        xml.writeAttribute("failures", String.valueOf(failures));
        xml.writeAttribute("errors", String.valueOf(errors));
        xml.writeAttribute("skipped", "0");
    }

    private static void test(Grade grade, XMLStreamWriter xml) throws XMLStreamException {
        test(grade.test().type(), grade.test().name(), grade.took(), xml);
        if (grade.result() != Result.PASSED) {
            xml.writeStartElement(
                    grade.result() == Result.FAILED ? "failure" : "error");
            var message = grade.test().inWords() + "\n" + clean(grade.message());
            xml.writeAttribute("message", message);
            xml.writeCharacters(message);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void test(String type, String name, Duration took,
            XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", name);
        xml.writeAttribute("classname", type);
        xml.writeAttribute("time",
                String.format(Locale.ROOT, "%.3f", took.toMillis() / 1e3));
    }

    /// Every test that there is fails: a submission that is refused earns nothing.
    private static void notGraded(Marked student, GradingRun run, XMLStreamWriter xml)
            throws XMLStreamException {
        var message = clean(String.join("\n", student.remarks()));
        for (var exercise : run.exercises()) {
            suite(exercise.className(), 1, 1, 0, xml);
            test(exercise.type(), "isGraded", Duration.ZERO, xml);
            xml.writeStartElement("failure");
            xml.writeAttribute("message", message);
            xml.writeCharacters(message);
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndElement();
        }
    }

    /// XML has no place for most control characters, nor for half of a surrogate pair.
    private static String clean(String text) {
        return text.replaceAll(
                "[^\\t\\r\\n\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]",
                "?");
    }
}
