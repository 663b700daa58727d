package book;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/// The Markdown of one page as HTML. HTML in it is text, never markup.
///
/// A link to a file leads to that file's page. So does a file's name that stands as code, and
/// the words `Step 5` or `Exercise 3`.
final class Markdown {

    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final TextContentRenderer PLAIN =
            TextContentRenderer.builder().extensions(EXTENSIONS).build();
    private static final Pattern NAMED = Pattern.compile("\\b(Step|Exercise) (\\d+)\\b");

    /// As many as a phone shows side by side.
    private static final int MOST_COLUMNS = 3;

    private final Links links;
    private final String folder;
    private final String page;
    private final HtmlRenderer renderer;
    private final Set<String> ids = new HashSet<>();

    /// @param folder where the texts lie, from the workbook's folder
    /// @param page   on which they will stand
    Markdown(Links links, String folder, String page) {
        this.links = links;
        this.folder = folder;
        this.page = page;
        // Before the extensions: the first renderer of a node is taken.
        renderer = HtmlRenderer.builder()
                .nodeRendererFactory(Blocks::new)
                .extensions(EXTENSIONS)
                .escapeHtml(true)
                .build();
    }

    /// The blocks of a text, one after the other.
    List<Node> blocks(String text) {
        var document = PARSER.parse(text);
        document.accept(new Linking());
        var blocks = new ArrayList<Node>();
        for (var block = document.getFirstChild(); block != null; block =
                block.getNext()) {
            blocks.add(block);
        }
        return blocks;
    }

    String html(String text) {
        return html(blocks(text));
    }

    String html(List<Node> blocks) {
        var html = new StringBuilder();
        for (var block : blocks) {
            html.append(renderer.render(block));
        }
        return html.toString();
    }

    /// What stands in a block, without the block itself.
    String inner(Node block) {
        var html = new StringBuilder();
        for (var part = block.getFirstChild(); part != null; part = part.getNext()) {
            html.append(renderer.render(part));
        }
        return html.toString();
    }

    /// What stands below a text's title, up to its first code.
    List<Node> opening(String text) {
        var opening = new ArrayList<Node>();
        for (var block : blocks(text)) {
            if (!(block instanceof Heading)) {
                opening.add(block);
            }
            if (isCode(block)) {
                break;
            }
        }
        return opening;
    }

    /// A text's first sentence, as HTML without links.
    static String firstSentence(String text) {
        return HtmlText.escaped(plain(PARSER.parse(text).getFirstChild())
                .replaceFirst("(?s)(?<=[.?!])\\s.*", ""));
    }

    static String plain(Node node) {
        return PLAIN.render(node).strip();
    }

    /// Its words alone; `plain` puts code into quotes, and a bar behind a table's cell.
    private static String words(Node node) {
        var words = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }
        });
        return words.toString();
    }

    /// An id for a heading, once on this page.
    String id(Node heading) {
        var words = plain(heading).toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^\\p{Alnum}]+", "-").replaceAll("^-|-$", "");
        var id = words;
        for (var i = 2; !ids.add(id); i++) {
            id = words + "-" + i;
        }
        return id;
    }

    static boolean isCode(Node node) {
        return node instanceof FencedCodeBlock || node instanceof IndentedCodeBlock;
    }

    /// Java with colours; in other text, a decision tree for example, steps are links too.
    String codeHtml(Node node) {
        var text = (node instanceof FencedCodeBlock fenced
                ? fenced.getLiteral()
                : ((IndentedCodeBlock) node).getLiteral()).stripTrailing();
        return isJava(node)
                ? Highlighter.html(text)
                : NAMED.matcher(HtmlText.html(text)).replaceAll(name -> target(name)
                        .map(target -> "<a href=\"" + target + "\">" + name.group()
                                + "</a>")
                        .orElse(name.group()));
    }

    static boolean isJava(Node node) {
        return node instanceof FencedCodeBlock fenced && "java".equals(fenced.getInfo());
    }

    /// The page that is named `Step 5` or `Exercise 3`, unless it is this one.
    private Optional<String> target(MatchResult name) {
        var target =
                (name.group(1).equals("Step") ? "step-" : "exercise-") + name.group(2)
                        + ".html";
        return Optional.of(target).filter(links::has).filter(this::isElsewhere);
    }

    private boolean isElsewhere(String target) {
        return !target.equals(page);
    }

    /// Makes links of what names a page, and text of links that lead nowhere.
    private final class Linking extends AbstractVisitor {

        @Override
        public void visit(Heading heading) {
            // A link in a heading would be in its outline, too.
        }

        @Override
        public void visit(Link link) {
            var target = links.resolve(folder, link.getDestination());
            if (target.isPresent()) {
                link.setDestination(target.get());
                return;
            }
            for (var part = link.getFirstChild(); part != null; part =
                    link.getFirstChild()) {
                link.insertBefore(part);
            }
            link.unlink();
        }

        /// What it says instead: a page asks for nothing.
        @Override
        public void visit(Image image) {
            image.insertBefore(new Text(plain(image)));
            image.unlink();
        }

        @Override
        public void visit(Code code) {
            links.page(code.getLiteral())
                    .filter(Markdown.this::isElsewhere)
                    .ifPresent(target -> {
                        var link = new Link(target, null);
                        code.insertBefore(link);
                        link.appendChild(code);
                    });
        }

        @Override
        public void visit(Text text) {
            var words = text.getLiteral();
            var found = NAMED.matcher(words);
            var at = 0;
            while (found.find()) {
                var target = target(found);
                if (target.isPresent()) {
                    text.insertBefore(new Text(words.substring(at, found.start())));
                    var link = new Link(target.get(), null);
                    link.appendChild(new Text(found.group()));
                    text.insertBefore(link);
                    at = found.end();
                }
            }
            text.setLiteral(words.substring(at));
        }
    }

    /// Headings with ids, code with colours, tables that say what their headers are for.
    private final class Blocks implements NodeRenderer {

        private final HtmlNodeRendererContext context;

        Blocks(HtmlNodeRendererContext context) {
            this.context = context;
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(Heading.class, FencedCodeBlock.class, IndentedCodeBlock.class,
                    TableBlock.class, TableCell.class);
        }

        @Override
        public void render(Node node) {
            var html = context.getWriter();
            switch (node) {
                case Heading heading -> {
                    var id = id(heading);
                    html.tag("h" + heading.getLevel(), Map.of("id", id));
                    // A link to itself, so that its address can be copied.
                    html.tag("a", Map.of("href", "#" + id));
                    children(heading);
                    html.tag("/a");
                    html.tag("/h" + heading.getLevel());
                }
                case TableBlock table -> {
                    html.tag("div", scrolling("scroll", "Table"));
                    // On a phone: side by side, its columns would be out of sight.
                    html.tag("table", columns(table).size() > MOST_COLUMNS
                            ? Map.of("class", "stacked")
                            : Map.of());
                    children(table);
                    html.tag("/table");
                    html.tag("/div");
                }
                case TableCell cell -> cell(cell);
                default -> {
                    html.tag("pre", scrolling(isJava(node) ? "code" : "plain", "Code"));
                    html.raw("<code>");
                    html.raw(codeHtml(node));
                    html.raw("</code></pre>");
                }
            }
            html.line();
        }

        private void cell(TableCell cell) {
            var html = context.getWriter();
            var isHeader = cell.getFirstChild() != null
                    && (cell.isHeader() || cell.getPrevious() == null);
            var tag = isHeader ? "th" : "td";
            html.tag(tag, isHeader
                    ? Map.of("scope", cell.isHeader() ? "col" : "row")
                    : Map.of("data-column", column(cell)));
            children(cell);
            html.tag("/" + tag);
        }

        private static String column(TableCell cell) {
            var table = cell.getParent();
            while (!(table instanceof TableBlock)) {
                table = table.getParent();
            }
            var index = 0;
            for (var before = cell.getPrevious(); before != null; before =
                    before.getPrevious()) {
                index++;
            }
            return columns((TableBlock) table).get(index);
        }

        /// The words at the heads of its columns.
        private static List<String> columns(TableBlock table) {
            var row = table.getFirstChild().getFirstChild();
            var columns = new ArrayList<String>();
            for (var cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                columns.add(words(cell));
            }
            return columns;
        }

        private void children(Node parent) {
            for (var child = parent.getFirstChild(); child != null; child =
                    child.getNext()) {
                context.render(child);
            }
        }

        /// What is too wide for a phone is moved sideways, by keyboard as well.
        private Map<String, String> scrolling(String kind, String label) {
            var attributes = new LinkedHashMap<String, String>();
            attributes.put("class", kind);
            attributes.put("tabindex", "0");
            attributes.put("role", "group");
            attributes.put("aria-label", label);
            return attributes;
        }
    }
}
