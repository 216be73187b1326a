/**
 * Everything that is DMS. Open {@link io.dmslocal.engine.Engine}: it starts what there is and knows where to find it. Floors: {@code model, record,
 * settings} below {@code mapping, connector.spi}, below {@code connector.*, run, directory, resource}, below {@code entity}, below this package.
 */
package io.dmslocal.engine;
