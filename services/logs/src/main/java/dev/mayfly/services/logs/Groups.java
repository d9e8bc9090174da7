package dev.mayfly.services.logs;

import dev.mayfly.base.Arn;
import dev.mayfly.store.Batch;
import dev.mayfly.store.StoreException;
import dev.mayfly.store.Table.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ValidationException;

/** The log groups of all tenants, by name. Holds no state but the tables. */
final class Groups {
    private static final Pattern GROUP_RESOURCE = Pattern.compile("log-group:([^:*]+)(:\\*)?");

    private final Tables tables;

    Groups(Tables tables) {
        this.tables = tables;
    }

    static String key(Tenant tenant, String name) {
        return tenant.keyPrefix() + name;
    }

    static String nameIn(Tenant tenant, Row<Group> row) {
        return row.key().substring(tenant.keyPrefix().length());
    }

    static ResourceNotFoundException absent() {
        return ResourceNotFoundException.builder()
                .message("The specified log group does not exist.")
                .build();
    }

    Optional<Row<Group>> find(Tenant tenant, String name) {
        return tables.groups().row(key(tenant, name));
    }

    /** @throws ResourceNotFoundException when there is none of this name */
    Row<Group> get(Tenant tenant, String name) {
        return find(tenant, name).orElseThrow(Groups::absent);
    }

    /** Ascending by name, of names that begin with {@code prefix}, after {@code after} (a name; empty: from the start). */
    List<Row<Group>> list(Tenant tenant, String prefix, String after, int limit) {
        return tables.groups().scan(key(tenant, prefix), after.isEmpty() ? "" : key(tenant, after), limit);
    }

    void create(Tenant tenant, String name, Group group) {
        try {
            tables.groups().create(key(tenant, name), group);
        } catch (StoreException.Conflict e) {
            throw ResourceAlreadyExistsException.builder()
                    .message("The specified log group already exists")
                    .cause(e)
                    .build();
        }
    }

    void change(Tenant tenant, String name, UnaryOperator<Group> change) {
        if (tables.groups().update(key(tenant, name), change).isEmpty()) {
            throw absent();
        }
    }

    /** Hides the group with all its streams and events at once; the sweeper removes them. */
    void delete(Tenant tenant, String name) {
        while (true) {
            Row<Group> row = get(tenant, name);
            checkUnprotected(row.value());
            Grave grave = Grave.ofGroup(tenant, row.value().id());
            Batch burial =
                    Batch.of(tables.groups().deleting(row), tables.graves().putting(grave.key(), grave));
            try {
                tables.store().commit(burial);
                return;
            } catch (StoreException.Conflict e) {
                Thread.onSpinWait();
            }
        }
    }

    /** Protection is against the deletion of streams as well. */
    static void checkUnprotected(Group group) {
        if (group.deletionProtected()) {
            throw ValidationException.builder()
                    .message("Cannot delete while deletion protection of the log group is enabled.")
                    .build();
        }
    }

    /** The name in a request that says either the name or an identifier, which is a name or an ARN. */
    static String named(Tenant tenant, @Nullable String name, @Nullable String identifier) {
        if (name != null && identifier != null) {
            throw Constraints.invalid("LogGroup name and LogGroup identifier are mutually exclusive parameters.");
        }
        if (name != null) {
            return name;
        }
        if (identifier == null) {
            throw Constraints.invalid("LogGroup name or LogGroup identifier must be specified.");
        }
        return identifier.startsWith("arn:") ? nameIn(tenant, identifier) : identifier;
    }

    /** @throws ResourceNotFoundException also for a group of another account or region: nothing is said about those */
    static String nameIn(Tenant tenant, String arn) {
        Arn parsed = Arn.parse(arn).orElseThrow(() -> Constraints.invalid("Invalid ARN: " + arn));
        Matcher group = GROUP_RESOURCE.matcher(parsed.resource());
        if (!parsed.service().equals("logs") || !group.matches()) {
            throw Constraints.invalid("Invalid ARN: " + arn);
        }
        if (!parsed.account().equals(tenant.account()) || !parsed.region().equals(tenant.region())) {
            throw absent();
        }
        return group.group(1);
    }
}
