package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What a repository of libraries wants to know of ours, and the BOM that lists them. */
class PublishedModulesTest {
    private static final String DEPLOY_SKIPPED =
            "//plugin[artifactId='maven-deploy-plugin']/configuration/skip[text()='true']";

    @Test
    void bomListsEveryPublishedLibraryAndNothingElse() throws Exception {
        List<String> libraries = new ArrayList<>();
        for (String module : values(pom("."), "/project/modules/module")) {
            if (!module.equals("bom") && !module.equals("ltx-tool") && isPublished(module)) {
                libraries.add("ltx4j-" + module);
            }
        }

        assertThat(values(pom("bom"), "//dependencyManagement//artifactId"))
                .containsExactlyInAnyOrderElementsOf(libraries);
        assertThat(libraries).isNotEmpty();
    }

    @Test
    void bomHasTheVersionOfTheRest() throws Exception {
        assertThat(values(pom("bom"), "/project/version")).isEqualTo(values(pom("."), "/project/version"));
        assertThat(values(pom("bom"), "//dependencyManagement//version")).containsOnly("${project.version}");
    }

    @Test
    void examplesUseThisVersion() throws Exception {
        for (String example : List.of("examples/library", "examples/restore-before-start")) {
            assertThat(values(pom(example), "/project/properties/ltx4j.version"))
                    .isEqualTo(values(pom("."), "/project/version"));
        }
    }

    @Test
    void everyPublishedModuleSaysWhatItIs() throws Exception {
        for (String module : values(pom("."), "/project/modules/module")) {
            assertThat(values(pom(module), "/project/name")).as(module).hasSize(1);
            assertThat(values(pom(module), "/project/description")).as(module).hasSize(1);
        }
    }

    /** The others inherit these. */
    @ParameterizedTest
    @ValueSource(strings = {".", "bom"})
    void pomWithoutParentSaysWhoseItIs(String folder) throws Exception {
        for (String path :
                List.of("url", "licenses/license/url", "developers/developer/name", "scm/url", "scm/connection")) {
            assertThat(values(pom(folder), "/project/" + path)).as(path).hasSize(1);
        }
    }

    private static boolean isPublished(String module) throws Exception {
        return values(pom(module), DEPLOY_SKIPPED).isEmpty();
    }

    private static Document pom(String folder) throws Exception {
        Path file = Fixture.projectRoot().resolve(folder).resolve("pom.xml");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<String> values(Document pom, String path) throws Exception {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(nodes.item(i).getTextContent());
        }
        return values;
    }
}
