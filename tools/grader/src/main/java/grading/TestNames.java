package grading;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The tests of a class in the order in which they are written, which is that of the contract. The
/// class file knows it; reflection does not, and tests that run side by side end in any order.
final class TestNames {

    private static final String TEST = "Lorg/junit/jupiter/api/Test;";

    private TestNames() {}

    /// The names of all tests in a class file.
    static List<String> of(Path classFile) throws IOException {
        return ClassFile.of().parse(Files.readAllBytes(classFile)).methods().stream()
                .filter(TestNames::isTest)
                .map(method -> method.methodName().stringValue()).toList();
    }

    private static boolean isTest(MethodModel method) {
        return method.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(annotations -> annotations.annotations().stream())
                .anyMatch(annotation -> annotation.className().equalsString(TEST));
    }
}
