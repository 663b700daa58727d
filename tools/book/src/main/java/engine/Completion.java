package engine;

import java.util.List;

/// What may stand at the cursor.
///
/// @param from       where the text begins that one of them replaces, up to the cursor
/// @param candidates in their order, the likely ones first
public record Completion(int from, List<String> candidates) {}
