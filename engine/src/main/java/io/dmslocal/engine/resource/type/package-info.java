/** One file for each type of resource without a life: its rules, all pure. No Akka here. */
package io.dmslocal.engine.resource.type;
