/**
 * The server: binds, reads requests, applies what browsers may do, hands API calls to {@code protocol} and {@code /_dms} to {@code console}. Open
 * {@link io.dmslocal.api.http.DmsServer} first.
 *
 * <p>Decision: Akka HTTP's plain handler function and unmodelled headers, no routing DSL: there are two routes, and headers that Akka would
 * parse and judge (an odd {@code Authorization}, say) are ours to judge. Price: header names are compared here.
 */
package io.dmslocal.api.http;
