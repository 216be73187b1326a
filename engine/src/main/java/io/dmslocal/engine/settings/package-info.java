/**
 * AWS's JSON documents in, small records out: task settings, table mappings, endpoint attributes. Parsed here once; nothing deeper parses JSON.
 * Imports {@code model} and Jackson; no actor, no database.
 */
package io.dmslocal.engine.settings;
