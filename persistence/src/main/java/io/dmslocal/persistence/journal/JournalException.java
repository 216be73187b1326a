package io.dmslocal.persistence.journal;

/** The journal's database cannot be reached or refuses; the message has its words. */
public final class JournalException extends RuntimeException {

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
