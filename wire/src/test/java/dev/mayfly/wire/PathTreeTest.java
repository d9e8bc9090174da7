package dev.mayfly.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PathTreeTest {
    private final PathTree<String> tree = new PathTree<>();

    private String find(String method, String path, String query) {
        return tree.find(method, path, query).map(PathTree.Match::target).orElse("nothing");
    }

    @Test
    void a_literal_goes_before_a_label_and_a_label_before_a_greedy_one() {
        tree.add("GET", "/a/{Rest+}", "greedy");
        tree.add("GET", "/a/{Name}", "label");
        tree.add("GET", "/a/b", "literal");
        assertThat(find("GET", "/a/b", "")).isEqualTo("literal");
        assertThat(find("GET", "/a/c", "")).isEqualTo("label");
        assertThat(find("GET", "/a/c/d", "")).isEqualTo("greedy");
    }

    @Test
    void a_literal_that_leads_nowhere_gives_way_to_a_label() {
        tree.add("GET", "/a/b", "short");
        tree.add("GET", "/a/{Name}/c", "long");
        assertThat(find("GET", "/a/b/c", "")).isEqualTo("long");
    }

    @Test
    void the_method_counts() {
        tree.add("GET", "/a", "get");
        tree.add("PUT", "/{Name}", "put");
        assertThat(find("PUT", "/a", "")).isEqualTo("put");
        assertThat(find("POST", "/a", "")).isEqualTo("nothing");
    }

    @Test
    void what_wants_more_of_the_query_goes_first() {
        tree.add("GET", "/a", "plain");
        tree.add("GET", "/a?policy", "policy");
        tree.add("GET", "/a?mode=import", "import");
        assertThat(find("GET", "/a", "")).isEqualTo("plain");
        assertThat(find("GET", "/a", "x=1&policy")).isEqualTo("policy");
        assertThat(find("GET", "/a", "mode=import")).isEqualTo("import");
        assertThat(find("GET", "/a", "mode=export")).isEqualTo("plain");
    }

    @Test
    void labels_are_decoded_and_a_greedy_one_keeps_its_slashes() {
        tree.add("GET", "/{Bucket}/{Key+}", "object");
        tree.add("GET", "/tags/{Arn+}/policy", "policy");
        assertThat(tree.find("GET", "/a%2Fb/c/d%20e/", "").orElseThrow().labels())
                .isEqualTo(Map.of("Bucket", "a/b", "Key", "c/d e/"));
        assertThat(tree.find("GET", "/tags/x/y/policy", "").orElseThrow().labels())
                .isEqualTo(Map.of("Arn", "x/y"));
    }

    @Test
    void an_empty_segment_is_no_label() {
        tree.add("GET", "/a/{Name}/c", "target");
        assertThat(find("GET", "/a//c", "")).isEqualTo("nothing");
        assertThat(find("GET", "/a", "")).isEqualTo("nothing");
        assertThat(find("GET", "/", "")).isEqualTo("nothing");
    }
}
