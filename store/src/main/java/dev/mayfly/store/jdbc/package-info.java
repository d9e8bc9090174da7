/** The store on a database: SQLite inside the process, or PostgreSQL shared by several nodes. */
@NullMarked
package dev.mayfly.store.jdbc;

import org.jspecify.annotations.NullMarked;
