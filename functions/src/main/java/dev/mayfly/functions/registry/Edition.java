package dev.mayfly.functions.registry;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.mayfly.base.Ids;
import dev.mayfly.functions.registry.Condition.Failure;
import dev.mayfly.functions.registry.Condition.Serving;
import java.time.Instant;
import java.util.Optional;

/**
 * The settings of $LATEST or of a published version, and how far they have come.
 *
 * @param executionId id of the {@code Revision} made from these settings; new with every update
 * @param contentId new when an update really changed something
 * @param revisionId as the API shows it; new with everything that can be seen
 */
public record Edition(
        Settings settings,
        String executionId,
        String contentId,
        String revisionId,
        Instant modified,
        Condition condition,
        RuntimeManagement management) {

    /** @param updateOn {@code Auto}, {@code Manual} or {@code FunctionUpdate} */
    public record RuntimeManagement(String updateOn, Optional<String> runtimeVersionArn) {
        static final RuntimeManagement AUTO = new RuntimeManagement("Auto", Optional.empty());
    }

    public static Edition created(Settings settings, Instant now) {
        return new Edition(
                settings, Ids.uuid(), Ids.uuid(), Ids.uuid(), now, new Condition.Creating(), RuntimeManagement.AUTO);
    }

    /** Only where {@link #isChangeable()}. */
    public Edition updated(Settings changed, Instant now) {
        Condition next = switch (condition) {
            case Condition.Ready ready -> ready.updating(serving());
            case Condition.UpdateFailed failed -> failed.updating();
            case Condition.Failed failed -> failed.creating();
            case Condition.Creating _, Condition.Updating _ ->
                throw new IllegalStateException("an update while another is under way");
        };
        String content = changed.equals(settings) ? contentId : Ids.uuid();
        return new Edition(changed, Ids.uuid(), content, Ids.uuid(), now, next, management);
    }

    /** Whether nothing is under way. */
    @JsonIgnore
    public boolean isChangeable() {
        return switch (condition) {
            case Condition.Ready _, Condition.UpdateFailed _, Condition.Failed _ -> true;
            case Condition.Creating _, Condition.Updating _ -> false;
        };
    }

    /** What was under way is done; or has failed; or what had failed has been looked at again. */
    Edition settled(Optional<Failure> failure) {
        Condition next = switch (condition) {
            case Condition.Creating creating ->
                failure.<Condition>map(creating::failed).orElseGet(creating::ready);
            case Condition.Updating updating ->
                failure.<Condition>map(updating::failed).orElseGet(updating::ready);
            case Condition.UpdateFailed failed -> failure.isPresent() ? failed : failed.cured();
            case Condition.Failed failed -> failure.isPresent() ? failed : failed.cured();
            case Condition.Ready ready -> ready;
        };
        return next.equals(condition) ? this : moved(next).touched();
    }

    /** Something that belongs to the function but not to its settings has changed. */
    public Edition touched() {
        return touched(Ids.uuid());
    }

    public Edition touched(String newRevisionId) {
        return new Edition(settings, executionId, contentId, newRevisionId, modified, condition, management);
    }

    /** The same settings as a version of its own. */
    Edition published(Optional<String> description) {
        Condition next = condition instanceof Condition.Ready ? condition : new Condition.Creating();
        return new Edition(
                description.map(settings::withDescription).orElse(settings),
                Ids.uuid(),
                contentId,
                Ids.uuid(),
                modified,
                next,
                management);
    }

    public Edition managed(RuntimeManagement changed) {
        return new Edition(settings, executionId, contentId, Ids.uuid(), modified, condition, changed);
    }

    /** What invocations run now. */
    public Serving serving() {
        return switch (condition) {
            case Condition.Updating updating -> updating.previous();
            case Condition.UpdateFailed failed -> failed.previous();
            case Condition.Creating _, Condition.Ready _, Condition.Failed _ -> new Serving(settings, executionId);
        };
    }

    private Edition moved(Condition next) {
        return new Edition(settings, executionId, contentId, revisionId, modified, next, management);
    }
}
