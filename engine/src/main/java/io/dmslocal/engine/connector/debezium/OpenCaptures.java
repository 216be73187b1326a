package io.dmslocal.engine.connector.debezium;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The captures that are open in this process, by number: Debezium makes its stores and converters by the names of their classes and can be handed texts only. */
final class OpenCaptures {

    /** The key under which each of them finds its capture's number. */
    static final String KEY = "dms.capture";

    private static final Map<String, Dialect> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private OpenCaptures() {}

    static String add(Dialect dialect) {
        String number = Long.toString(NUMBERS.incrementAndGet());
        OPEN.put(number, dialect);
        return number;
    }

    static Dialect get(Object number) {
        Dialect dialect = OPEN.get(String.valueOf(number));
        if (dialect == null) {
            throw new IllegalStateException("Capture " + number + " is closed.");
        }
        return dialect;
    }

    static void remove(String number) {
        OPEN.remove(number);
    }
}
