package grader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/// Tests in the order in which they are written: that of the contract. Reflection does not know
/// it, and the class file does.
public final class SourceOrder implements MethodOrderer {

    @Override
    public void orderMethods(MethodOrdererContext context) {
        var names = names(context.getTestClass());
        context.getMethodDescriptors().sort(Comparator.comparingInt(
                descriptor -> names.indexOf(descriptor.getMethod().getName())));
    }

    /// The names of all methods of `type`, in the order of its source.
    static List<String> names(Class<?> type) {
        try (var bytes = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
                    .map(method -> method.methodName().stringValue()).distinct().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
