package io.dmslocal.engine.connector.messages;

/**
 * One record of a stream.
 *
 * @param key the partition key's text, as long as it may be
 * @param body UTF-8 JSON; nobody writes to it any more
 */
public record Message(String key, byte[] body) {}
