package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connector as it is, that keeps what its sources and targets are asked. */
record HeardConnector(Connector real, List<Call> calls) {

    record Call(String method, Object[] given) {}

    HeardConnector(Connector real) {
        this(real, new CopyOnWriteArrayList<>());
    }

    Connector connector() {
        return listening(Connector.class, real);
    }

    /** What the first call of the method was given of this type. */
    <T> T first(String method, Class<T> type) {
        return calls.stream()
                .filter(call -> call.method().equals(method))
                .flatMap(call -> Arrays.stream(call.given()))
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nobody called " + method + " with a " + type.getSimpleName()));
    }

    private <T> T listening(Class<T> kind, Object heard) {
        return kind.cast(Proxy.newProxyInstance(
                kind.getClassLoader(), new Class<?>[] {kind}, (proxy, method, given) -> {
                    if (given != null) {
                        calls.add(new Call(method.getName(), given));
                    }
                    try {
                        Object answer = method.invoke(heard, given);
                        if (answer instanceof Source source) {
                            return listening(Source.class, source);
                        }
                        return answer instanceof Target target ? listening(Target.class, target) : answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
