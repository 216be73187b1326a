package io.dmslocal.persistence.journal;

/** The journal's database cannot be reached or refuses; the message has its words. */
public sealed class JournalException extends RuntimeException permits JournalFull {

    private static final long serialVersionUID = 1;

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
