//JAVA 25

// What `jbang exercises` runs: of a folder and an alias with one name, jbang takes the folder.
// It copies this file elsewhere, so the companion is started by its path.

void main(String[] arguments) throws Exception {
    var launcher = File.separatorChar == '\\' ? "jbang.cmd" : "./jbang";
    var command = new ArrayList<>(List.of(
            Path.of(launcher).toAbsolutePath().normalize().toString(),
            "companion/Companion.java", "exercises"));
    command.addAll(List.of(arguments));
    System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
}
