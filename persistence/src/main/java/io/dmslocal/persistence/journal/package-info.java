/**
 * The journal's tables and how people read them: who, what, when. Entities write through Akka Persistence.
 */
package io.dmslocal.persistence.journal;
