//SOURCES ../companion/Companion.java
//JAVA 25
//JAVA_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m --enable-native-access=ALL-UNNAMED

// What `jbang exercises` runs: of a folder and an alias with one name, jbang takes the folder.

void main(String[] arguments) throws Exception {
    var command = new ArrayList<>(List.of("exercises"));
    command.addAll(List.of(arguments));
    Companion.main(command.toArray(String[]::new));
}
