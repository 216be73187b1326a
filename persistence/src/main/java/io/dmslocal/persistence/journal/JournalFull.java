package io.dmslocal.persistence.journal;

/** Nothing more can be written for now; the message says which disk, why, and what would help. What was read before can be read still. */
public final class JournalFull extends JournalException {

    private static final long serialVersionUID = 1;

    public JournalFull(String message) {
        super(message, null);
    }
}
