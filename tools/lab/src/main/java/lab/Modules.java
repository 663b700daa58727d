package lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The editor's modules, out of the jars that Maven has fetched. Each jar has a map from the names
/// of its modules to their places.
///
/// Browsers take such a map only from within a page, which our content security policy forbids.
/// So the names in `import ... from "@codemirror/view"` are replaced as a module is sent.
final class Modules {

    private static final Pattern IMPORT = Pattern
            .compile(
                    "(?m)^((?:import|export)\\b[^'\"\\n;]*?)(['\"])(@?[a-zA-Z][^'\"]*)\\2");

    private final Map<String, String> places;

    /// Reads the maps of all jars.
    Modules() throws IOException {
        var found = new HashMap<String, String>();
        for (var map : Collections
                .list(Modules.class.getClassLoader()
                        .getResources("META-INF/importmap.json"))) {
            var imports = (Map<?, ?>) JSON.std.mapFrom(map).get("imports");
            imports.forEach((name, place) -> {
                if (place.toString().endsWith(".js")) {
                    found.put(name.toString(), place.toString());
                }
            });
        }
        places = Map.copyOf(found);
    }

    /// The text of the module at this place, if there is one.
    Optional<String> text(String place) throws IOException {
        if (!places.containsValue(place)) {
            return Optional.empty();
        }
        try (var file =
                Modules.class.getResourceAsStream("/META-INF/resources" + place)) {
            return file == null
                    ? Optional.empty()
                    : Optional.of(placed(
                            new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    /// The script with places where it names modules.
    ///
    /// @throws IllegalStateException if it names one that no jar has
    String placed(String script) {
        return IMPORT.matcher(script).replaceAll(found -> {
            var place = places.get(found.group(3));
            if (place == null) {
                throw new IllegalStateException(
                        "no jar has the module " + found.group(3));
            }
            return Matcher.quoteReplacement(found.group(1) + '"' + place + '"');
        });
    }
}
