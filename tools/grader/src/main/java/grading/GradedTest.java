package grading;

import grader.Grades;
import grader.Level;
import grader.Point;
import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// One test of a grader.
///
/// @param type  its class, like `graders.ConfigReaderTest`
/// @param name  its method; no other test of the exercise has this name
/// @param point the number of the point that it asks for
public record GradedTest(String type, String name, Level level, int point) {

    /// The one order of tests, everywhere: by level, then by point. Tests of one point stay in the
    /// order in which they are written, the plainest first.
    static final Comparator<GradedTest> ORDER =
            Comparator.comparing(GradedTest::level).thenComparingInt(GradedTest::point);

    private static final String TEST = "Lorg/junit/jupiter/api/Test;";

    /// Names it among all tests of all exercises, as in `-Dtest=`.
    String id() {
        return type + "#" + name;
    }

    /// The tests in a class file, as they are written there. Reflection does not know that order.
    ///
    /// @throws IllegalStateException if a test has no [Point], or the class no [Grades]
    static List<GradedTest> of(Path classFile) throws IOException {
        var type = ClassFile.of().parse(Files.readAllBytes(classFile));
        var name = type.thisClass().asInternalName().replace('/', '.');
        var level = annotation(type, Grades.class.descriptorString())
                .flatMap(annotation -> value(annotation, "level"))
                .map(AnnotationValue.OfEnum.class::cast)
                .map(value -> Level.valueOf(value.constantName().stringValue()))
                .orElseThrow(() -> new IllegalStateException(
                        name + " does not say which level it @Grades"));
        return type.methods().stream()
                .filter(method -> annotation(method, TEST).isPresent())
                .map(method -> new GradedTest(name, method.methodName().stringValue(),
                        level, point(name, method)))
                .toList();
    }

    private static int point(String type, MethodModel test) {
        return annotation(test, Point.class.descriptorString())
                .flatMap(annotation -> value(annotation, "value"))
                .map(AnnotationValue.OfInt.class::cast)
                .map(AnnotationValue.OfInt::intValue)
                .orElseThrow(() -> new IllegalStateException(
                        type + "." + test.methodName() + " has no @Point"));
    }

    private static Optional<Annotation> annotation(AttributedElement element,
            String descriptor) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(annotations -> annotations.annotations().stream())
                .filter(annotation -> annotation.className().equalsString(descriptor))
                .findFirst();
    }

    private static Optional<AnnotationValue> value(Annotation annotation, String name) {
        return annotation.elements().stream()
                .filter(element -> element.name().equalsString(name))
                .map(AnnotationElement::value).findFirst();
    }

    /// As people are told of it: `★★ point 5: aFileThatIsNotUtf8IsNamed`.
    public String inWords() {
        return "%s point %d: %s".formatted(Stars.of(level), point, name);
    }
}
