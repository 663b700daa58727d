package grading;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The classes of one answer, compiled.
record AnswerClasses(Path folder) {

    /// Whether they carry something from one test to another: a static pool, a static map, a lock
    /// on a class.
    boolean haveStaticState() throws IOException {
        return all().stream().anyMatch(
                type -> type.fields().stream().anyMatch(AnswerClasses::isState)
                        || type.methods().stream()
                                .anyMatch(AnswerClasses::locksAClass));
    }

    /// A problem for each class that is given, or has the name of one of the grader's. At run time
    /// ours would be taken in its place, and not fit.
    List<String> given(Graders graders) throws IOException {
        var problems = new ArrayList<String>();
        for (var type : all()) {
            var name = type.thisClass().asInternalName();
            var file = name + ".class";
            if (!name.contains("$") && (Libraries.isGiven(file)
                    || Files.exists(graders.tests().resolve(file)))) {
                var source = type.findAttribute(Attributes.sourceFile()).orElseThrow();
                problems.add("%s is given: remove it from %s.".formatted(
                        name.replaceFirst("^workbook/", "").replace('/', '.'),
                        source.sourceFile()));
            }
        }
        return problems;
    }

    private List<ClassModel> all() throws IOException {
        var all = new ArrayList<ClassModel>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(file -> file.toString().endsWith(".class"))
                    .sorted().toList()) {
                all.add(ClassFile.of().parse(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    private static boolean isState(FieldModel field) {
        var flags = field.flags();
        return flags.has(AccessFlag.STATIC) && !flags.has(AccessFlag.SYNTHETIC)
                && !flags.has(AccessFlag.ENUM)
                && !(flags.has(AccessFlag.FINAL)
                        && isImmutable(field.fieldTypeSymbol()));
    }

    private static boolean isImmutable(ClassDesc type) {
        return type.isPrimitive() || type.packageName().equals("java.time")
                || type.descriptorString().equals("Ljava/lang/String;");
    }

    private static boolean locksAClass(MethodModel method) {
        return method.flags().has(AccessFlag.STATIC)
                && method.flags().has(AccessFlag.SYNCHRONIZED)
                || method.code().filter(AnswerClasses::locksAClass).isPresent();
    }

    private static boolean locksAClass(CodeModel code) {
        return code.elementStream().anyMatch(one -> one instanceof MonitorInstruction lock
                && lock.opcode() == Opcode.MONITORENTER)
                && code.elementStream()
                        .anyMatch(one -> one instanceof ConstantInstruction constant
                                && constant.constantValue() instanceof ClassDesc);
    }
}
