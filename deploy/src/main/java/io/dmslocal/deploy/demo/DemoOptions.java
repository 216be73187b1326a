package io.dmslocal.deploy.demo;

/**
 * What the command line asks for.
 *
 * @param seconds how long changes go on after the load
 * @param rows of all tables together, about
 * @param seed same seed, same rows
 * @param port of the emulator
 */
record DemoOptions(int seconds, long rows, long seed, int port) {

    static DemoOptions of(String[] arguments) {
        DemoOptions options = new DemoOptions(30, 1_000_000, 1, 4566);
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new DemoFailure(arguments[i] + " needs a value");
            }
            long value = number(arguments[i], arguments[i + 1]);
            options = switch (arguments[i]) {
                case "--seconds" -> new DemoOptions((int) value, options.rows, options.seed, options.port);
                case "--rows" -> new DemoOptions(options.seconds, value, options.seed, options.port);
                case "--seed" -> new DemoOptions(options.seconds, options.rows, value, options.port);
                case "--port" -> new DemoOptions(options.seconds, options.rows, options.seed, (int) value);
                default ->
                    throw new DemoFailure(
                            "There is no option " + arguments[i] + "; there are --seconds, --rows, --seed, --port");
            };
        }
        if (options.rows < 2_000) {
            throw new DemoFailure("--rows takes at least 2000: there are twelve tables to fill");
        }
        return options;
    }

    private static long number(String option, String value) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number < 1_000_000_000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new DemoFailure(option + " takes a number from 0 to 999999999, not \"" + value + "\"");
    }
}
