package io.dmslocal.engine.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ARN of this service: {@code arn:<partition>:dms:<region>:<account>:<type>:<id>}.
 *
 * @param scope account and region
 * @param type {@code rep}, {@code endpoint}, {@code task}, {@code subgrp}, ...
 * @param id the resource's own part
 */
public record Arn(Scope scope, String type, String id) {

    /**
     * AWS allows no bar and no control character in any name that makes an id; here a bar would part a persistence id in the wrong place, and the
     * journal's database takes no zero byte.
     */
    private static final Pattern FORM =
            Pattern.compile("arn:(aws[a-z-]*):dms:([a-z0-9-]+):(\\d{12}):([a-z-]+):([^|\\p{Cntrl}]{1,255})");

    /** Empty when the text is not an ARN of this service. */
    public static Optional<Arn> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Arn arn = new Arn(new Scope(matcher.group(3), matcher.group(2)), matcher.group(4), matcher.group(5));
        return arn.scope().partition().equals(matcher.group(1)) ? Optional.of(arn) : Optional.empty();
    }

    @Override
    public String toString() {
        return "arn:" + scope.partition() + ":dms:" + scope.region() + ":" + scope.account() + ":" + type + ":" + id;
    }
}
