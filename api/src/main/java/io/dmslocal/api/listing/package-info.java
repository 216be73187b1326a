/**
 * How lists are narrowed and cut into pages, the same in every area. Generic over what is listed. Open {@link io.dmslocal.api.listing.Listing}
 * first.
 */
package io.dmslocal.api.listing;
