/**
 * What every resource has: the account and region it lives in, its ARN, its identifier, and the faults that refuse a call.
 */
package io.dmslocal.engine.model;
