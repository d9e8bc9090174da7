package dev.mayfly.functions.registry;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.mayfly.base.Ids;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A function: what is being worked on, and what is not of any one version. Versions, aliases, policies and URLs are rows
 * of their own under the function's {@code id}, so that taking this row away takes them all away.
 *
 * @param id of this function, never reused, not even by a later one of the same name
 * @param reserved concurrency, when reserved
 * @param recursiveLoop {@code Terminate} or {@code Allow}
 */
public record FunctionRow(
        String id,
        String account,
        String region,
        String name,
        Edition latest,
        Publishing publishing,
        Optional<Integer> reserved,
        Map<String, String> tags,
        String recursiveLoop) {

    /**
     * Numbers of versions.
     *
     * @param next number
     * @param last version published, and from which content
     * @param settling version that is being created together with $LATEST
     */
    public record Publishing(long next, Optional<Published> last, Optional<Long> settling) {
        static final Publishing NONE = new Publishing(1, Optional.empty(), Optional.empty());
    }

    public record Published(long number, String contentId) {}

    public static FunctionRow created(
            String account, String region, String name, Edition latest, Map<String, String> tags) {
        return new FunctionRow(
                Ids.uuid(),
                account,
                region,
                name,
                latest,
                Publishing.NONE,
                Optional.empty(),
                sorted(tags),
                "Terminate");
    }

    public FunctionRow with(Edition changed) {
        return new FunctionRow(id, account, region, name, changed, publishing, reserved, tags, recursiveLoop);
    }

    public FunctionRow reserving(Optional<Integer> executions) {
        return new FunctionRow(id, account, region, name, latest, publishing, executions, tags, recursiveLoop);
    }

    public FunctionRow tagged(Map<String, String> changed) {
        return new FunctionRow(
                id, account, region, name, latest.touched(), publishing, reserved, sorted(changed), recursiveLoop);
    }

    public FunctionRow looping(String changed) {
        return new FunctionRow(id, account, region, name, latest, publishing, reserved, tags, changed);
    }

    /** {@code version} is the one that has just been published. */
    FunctionRow published(VersionRow version) {
        Optional<Long> settling =
                version.edition().condition().isUnsettled() ? Optional.of(version.number()) : Optional.empty();
        Published last = new Published(version.number(), latest.contentId());
        return publishing(new Publishing(version.number() + 1, Optional.of(last), settling));
    }

    FunctionRow settledVersion() {
        return publishing(new Publishing(publishing.next, publishing.last, Optional.empty()));
    }

    private FunctionRow publishing(Publishing changed) {
        return new FunctionRow(id, account, region, name, latest, changed, reserved, tags, recursiveLoop);
    }

    @JsonIgnore
    boolean isUnsettled() {
        return latest.condition().isUnsettled() || publishing.settling.isPresent();
    }

    String key() {
        return account + '/' + region + '/' + name;
    }

    String keyOfChildren() {
        return account + '/' + region + '/' + id + '/';
    }

    /** Unqualified. */
    public String arn() {
        return "arn:aws:lambda:" + region + ':' + account + ":function:" + name;
    }

    private static Map<String, String> sorted(Map<String, String> tags) {
        return Collections.unmodifiableMap(new TreeMap<>(tags));
    }
}
