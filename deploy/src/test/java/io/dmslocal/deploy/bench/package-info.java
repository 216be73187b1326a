/** The peers and probes that {@code deploy/bench} runs beside the product. Not part of it. */
package io.dmslocal.deploy.bench;
