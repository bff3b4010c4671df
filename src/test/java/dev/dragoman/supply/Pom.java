package dev.dragoman.supply;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * The versions that a pom names.
 *
 * @param dependencies their versions by group and artifact, properties filled in; without those that a BOM gives
 * @param plugins likewise; empty where a plugin has none anywhere in the pom
 */
record Pom(Map<String, String> dependencies, Map<String, String> plugins) {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([\\w.-]+)}");

    static Pom read(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        Map<String, String> properties = new TreeMap<>();
        for (Element block : elements(document, "properties")) {
            children(block)
                    .forEach(each -> properties.put(
                            each.getTagName(), each.getTextContent().strip()));
        }
        Map<String, String> dependencies = new TreeMap<>();
        elements(document, "dependency")
                .forEach(each -> text(each, "version")
                        .forEach(version -> dependencies.put(name(each), filled(version, properties))));
        Map<String, String> plugins = new TreeMap<>();
        for (Element plugin : elements(document, "plugin")) {
            plugins.merge(
                    name(plugin),
                    text(plugin, "version").stream()
                            .map(version -> filled(version, properties))
                            .findFirst()
                            .orElse(""),
                    (one, other) -> one.isEmpty() ? other : one);
        }
        return new Pom(dependencies, plugins);
    }

    private static String name(Element owner) {
        return String.join(":", text(owner, "groupId")) + ":" + String.join(":", text(owner, "artifactId"));
    }

    private static String filled(String version, Map<String, String> properties) {
        return PROPERTY.matcher(version)
                .replaceAll(found -> Matcher.quoteReplacement(properties.getOrDefault(found.group(1), found.group())));
    }

    private static List<Element> elements(Document document, String tag) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = document.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<String> text(Element parent, String tag) {
        return children(parent).stream()
                .filter(child -> child.getTagName().equals(tag))
                .map(child -> child.getTextContent().strip())
                .toList();
    }
}
