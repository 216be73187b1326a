/**
 * One class per area of the API: a table of its operations at the top, one method per operation below, 5 to 25 lines: check, ask, shape the answer.
 * Rules live in the engine.
 */
package io.dmslocal.api.operation;
