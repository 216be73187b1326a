package io.dmslocal.api.listing;

import java.util.List;

/**
 * A part of a list.
 *
 * @param marker where the next part begins; null on the last one, so that a response builder leaves the member out
 */
public record Page<T>(List<T> items, String marker) {}
