package grading;

import grader.Result;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// JUnit's XML for those who grade a class, a file for each exercise.
public final class Reports {

    private Reports() {}

    /// Writes the file of one exercise.
    ///
    /// @param folder where; it is there
    public static void write(Sheet sheet, Path folder) throws IOException {
        Files.writeString(folder.resolve(name(sheet)), xml(sheet));
    }

    /// The name of an exercise's file.
    public static String name(Sheet sheet) {
        return "TEST-" + sheet.exercise().type() + ".xml";
    }

    /// The text of an exercise's file.
    public static String xml(Sheet sheet) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            write(sheet, xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void write(Sheet sheet, XMLStreamWriter xml)
            throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", sheet.exercise().type());
        xml.writeAttribute("tests", String.valueOf(sheet.grades().size()));
        xml.writeAttribute("failures", String.valueOf(sheet.count(Result.FAILED)));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", String.valueOf(sheet.grades().stream()
                .filter(Reports::isSkipped).count()));
        xml.writeAttribute("time", seconds(sheet.grades().stream().map(Grade::took)
                .reduce(Duration.ZERO, Duration::plus)));
        xml.writeStartElement("properties");
        property("stars", String.valueOf(sheet.stars()), xml);
        property("points kept", sheet.pointsKept().stream().map(String::valueOf)
                .collect(Collectors.joining(" ")), xml);
        property("first failure", sheet.firstFailure()
                .map(grade -> grade.test().name()).orElse(""), xml);
        xml.writeEndElement();
        for (var grade : sheet.grades()) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("name", grade.test().name());
            xml.writeAttribute("classname", grade.test().type());
            xml.writeAttribute("time", seconds(grade.took()));
            if (isSkipped(grade)) {
                xml.writeEmptyElement("skipped");
                xml.writeAttribute("message", clean(grade.message()));
            } else if (grade.result() == Result.FAILED) {
                xml.writeStartElement("failure");
                xml.writeAttribute("message", clean(grade.message()));
                xml.writeCharacters(clean(grade.message()));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        if (!sheet.printed().isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(clean(sheet.printed()));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void property(String name, String value, XMLStreamWriter xml)
            throws XMLStreamException {
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", name);
        xml.writeAttribute("value", value);
    }

    private static boolean isSkipped(Grade grade) {
        return switch (grade.result()) {
            case NOT_STARTED, SKIPPED -> true;
            case PASSED, FAILED -> false;
        };
    }

    private static String seconds(Duration time) {
        return "%.3f".formatted(time.toNanos() / 1e9).replace(',', '.');
    }

    /// XML has no place for most control characters, nor for half of a surrogate pair.
    private static String clean(String text) {
        return text.replaceAll(
                "[^\\t\\r\\n\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]",
                "?");
    }
}
