package dev.mayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say of the code holds. */
class DocumentsTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern QUOTED_PATH = Pattern.compile("`((?:[a-z]+/)+(?:[A-Za-z./_-]+)?)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([A-Za-z./-]+)\\)");

    @Test
    void every_path_that_the_architecture_page_names_exists() throws IOException {
        assertThat(matches("ARCHITECTURE.md", QUOTED_PATH))
                .hasSizeGreaterThan(10)
                .allSatisfy(path -> assertThat(REPOSITORY.resolve(path)).exists());
    }

    @Test
    void every_room_is_on_the_architecture_page() throws IOException {
        String page = Files.readString(REPOSITORY.resolve("ARCHITECTURE.md"));
        try (Stream<Path> poms = Files.find(REPOSITORY, 3, (path, _) -> path.endsWith("pom.xml"))) {
            List<String> rooms = poms.map(pom -> REPOSITORY.relativize(pom.resolveSibling("")) + "/")
                    .filter(room -> !room.equals("/") && !room.equals("services/") && !room.contains("target"))
                    .toList();

            assertThat(rooms)
                    .hasSizeGreaterThan(8)
                    .allSatisfy(room -> assertThat(page).contains("`" + room + "`"));
        }
    }

    @Test
    void every_link_in_the_readme_leads_somewhere() throws IOException {
        assertThat(matches("README.md", LINK))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(REPOSITORY.resolve(path)).exists());
    }

    @Test
    void decisions_are_numbered_without_gaps() throws IOException {
        try (Stream<Path> pages = Files.list(REPOSITORY.resolve("docs/decisions"))) {
            List<String> names =
                    pages.map(page -> page.getFileName().toString()).sorted().toList();
            for (int i = 0; i < names.size(); i++) {
                assertThat(names.get(i)).startsWith("%04d-".formatted(i + 1));
            }
        }
    }

    private static List<String> matches(String document, Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(REPOSITORY.resolve(document)));
        return matcher.results().map(result -> result.group(1)).toList();
    }
}
