/**
 * Expressions of rules, worked out by SQLite itself: what AWS DMS documents is SQLite's language, and only SQLite speaks all of it.
 *
 * <p>Open {@link io.dmslocal.engine.mapping.expression.Calculator} first. Decision: the database is in memory, has no table and no file, takes no
 * other database and no extension, and compiles one scalar expression at a time: a function, as far as anybody outside can tell. Price: a native
 * library, unpacked into the folder for temporary files, and a call into it for every value.
 */
package io.dmslocal.engine.mapping.expression;
