/**
 * Changes waiting on disk: bytes appended, drained once in order, then gone. Node-local and never replicated: whoever loses the node captures again.
 */
package io.dmslocal.persistence.spill;
