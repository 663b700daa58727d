package grader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Tests in the order in which they are written: that of the contract. Reflection does not know
/// it, and the class file does.
public final class SourceOrder implements MethodOrderer {

    @Override
    public void orderMethods(MethodOrdererContext context) {
        var names = names(context.getTestClass());
        context.getMethodDescriptors().sort(Comparator.comparingInt(
                descriptor -> names.indexOf(descriptor.getMethod().getName())));
    }

    /// The order is for the report: tests run side by side all the same.
    @Override
    public Optional<ExecutionMode> getDefaultExecutionMode() {
        return Optional.empty();
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
