/**
 * AWS JSON 1.1: a target header names the operation, the body is a model class, the signature's scope tells account and region, errors have a form.
 */
package io.dmslocal.api.protocol;
