package book;

import java.util.Map;
import java.util.regex.Pattern;
import javax.swing.text.Segment;
import org.fife.ui.rsyntaxtextarea.Token;
import org.fife.ui.rsyntaxtextarea.TokenTypes;
import org.fife.ui.rsyntaxtextarea.modes.JavaTokenMaker;

/// Java as HTML: each token that has a colour is a `span`, whose class the style sheet knows.
///
/// The tokens are those of a code editor's library. JShell's own `highlights` tells keywords
/// from names, but knows nothing of strings and comments. The library draws nothing here, so
/// no display is needed.
public final class Highlighter {

    private static final Pattern NEVER = Pattern.compile("(?!)");

    /// Words that are keywords in some places and names in all others, with what follows the
    /// keyword. Those of module declarations, which we have none of, are always names.
    private static final Map<String, Pattern> SOMETIMES = Map.ofEntries(
            Map.entry("record", Pattern.compile("\\s+\\w+\\s*[(<]")),
            Map.entry("sealed",
                    Pattern.compile("(?:\\s+[\\w-]+)*?\\s+(?:class|interface)\\b")),
            Map.entry("permits", Pattern.compile("\\s+\\p{Lu}")),
            Map.entry("var", Pattern.compile("\\s+\\w")),
            Map.entry("yield", Pattern.compile("(?!\\s*(?:[=.;,)]|\\(\\)))")),
            Map.entry("open", NEVER), Map.entry("module", NEVER),
            Map.entry("requires", NEVER), Map.entry("transitive", NEVER),
            Map.entry("exports", NEVER), Map.entry("opens", NEVER),
            Map.entry("to", NEVER), Map.entry("uses", NEVER),
            Map.entry("provides", NEVER), Map.entry("with", NEVER));

    private Highlighter() {}

    public static String html(String java) {
        var html = new StringBuilder();
        var maker = new JavaTokenMaker();
        var state = TokenTypes.NULL;
        var start = 0;
        for (var line : java.split("\n", -1)) {
            if (!html.isEmpty()) {
                html.append('\n');
            }
            var text = new Segment(line.toCharArray(), 0, line.length());
            for (var token = maker.getTokenList(text, state, start); token != null
                    && token.isPaintable(); token = token.getNextToken()) {
                append(html, token, java);
            }
            start += line.length() + 1;
            state = maker.getLastTokenTypeOnLine(text, state);
        }
        return html.toString();
    }

    private static void append(StringBuilder html, Token token, String java) {
        var text = HtmlText.escaped(token.getLexeme());
        var colour = colour(token, java);
        if (colour.isEmpty()) {
            html.append(text);
        } else {
            html.append("<span class=\"").append(colour).append("\">").append(text)
                    .append("</span>");
        }
    }

    private static String colour(Token token, String java) {
        if (isName(token, java)) {
            return "";
        }
        return switch (token.getType()) {
            case TokenTypes.COMMENT_EOL, TokenTypes.COMMENT_MULTILINE,
                    TokenTypes.COMMENT_DOCUMENTATION, TokenTypes.COMMENT_KEYWORD,
                    TokenTypes.COMMENT_MARKUP ->
                    "comment";
            case TokenTypes.RESERVED_WORD, TokenTypes.RESERVED_WORD_2,
                    TokenTypes.DATA_TYPE, TokenTypes.LITERAL_BOOLEAN ->
                    "keyword";
            case TokenTypes.LITERAL_STRING_DOUBLE_QUOTE, TokenTypes.LITERAL_CHAR ->
                    "string";
            case TokenTypes.LITERAL_NUMBER_DECIMAL_INT, TokenTypes.LITERAL_NUMBER_FLOAT,
                    TokenTypes.LITERAL_NUMBER_HEXADECIMAL ->
                    "number";
            case TokenTypes.ANNOTATION -> "annotation";
            case TokenTypes.FUNCTION, TokenTypes.IDENTIFIER ->
                    // It knows the JDK's types by name; ours are known by how they are written.
                    isType(token.getLexeme()) ? "type" : "";
            default -> "";
        };
    }

    private static boolean isName(Token token, String java) {
        var keyword = SOMETIMES.get(token.getLexeme());
        return keyword != null
                && !keyword.matcher(java).region(token.getEndOffset(), java.length())
                        .lookingAt();
    }

    private static boolean isType(String name) {
        return Character.isUpperCase(name.charAt(0))
                && (name.length() == 1 || name.chars().anyMatch(Character::isLowerCase));
    }
}
