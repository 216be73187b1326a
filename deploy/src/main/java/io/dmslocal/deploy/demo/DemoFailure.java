package io.dmslocal.deploy.demo;

/** The demo cannot go on; the message is all that is shown. */
final class DemoFailure extends RuntimeException {

    DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
