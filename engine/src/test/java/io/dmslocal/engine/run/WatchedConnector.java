package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.record.TableId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A connector as it is, that counts how often its source is opened, and each table's definition read. */
record WatchedConnector(Connector watched, AtomicInteger opened, Map<TableId, AtomicInteger> looks) {

    WatchedConnector(Connector watched) {
        this(watched, new AtomicInteger(), new ConcurrentHashMap<>());
    }

    int openings() {
        return opened.get();
    }

    int looksAt(TableId table) {
        return looks.getOrDefault(table, new AtomicInteger()).get();
    }

    Connector connector() {
        return counting(Connector.class, watched);
    }

    private <T> T counting(Class<T> kind, T real) {
        return kind.cast(Proxy.newProxyInstance(
                kind.getClassLoader(), new Class<?>[] {kind}, (proxy, method, given) -> {
                    if (method.getName().equals("schema")) {
                        looks.computeIfAbsent((TableId) given[0], first -> new AtomicInteger())
                                .incrementAndGet();
                    }
                    try {
                        Object answer = method.invoke(real, given);
                        if (answer instanceof Source source) {
                            opened.incrementAndGet();
                            return counting(Source.class, source);
                        }
                        return answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
