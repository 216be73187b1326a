package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Session;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What SHOW GRANTS says of the session's user. Rights of roles that are not active are not in it. */
record Grants(List<Grant> grants) {

    /** {@code GRANT SELECT, INSERT ON `shop`.* TO ...} */
    private static final Pattern FORM = Pattern.compile("GRANT (.+?) ON (.+?) TO .*", Pattern.DOTALL);

    /** @param on {@code *.*}, or a pattern of a database's name as LIKE takes it */
    private record Grant(List<String> rights, String on) {

        boolean covers(String schema) {
            if (on.equals("*.*")) {
                return true;
            }
            String like = on.substring(0, on.length() - 2).replace("`", "");
            StringBuilder pattern = new StringBuilder();
            for (int i = 0; i < like.length(); i++) {
                char c = like.charAt(i);
                if (c == '\\' && i + 1 < like.length()) {
                    pattern.append(Pattern.quote(String.valueOf(like.charAt(++i))));
                } else if (c == '%') {
                    pattern.append(".*");
                } else {
                    pattern.append(c == '_' ? "." : Pattern.quote(String.valueOf(c)));
                }
            }
            return schema.matches(pattern.toString());
        }
    }

    static Grants of(Session session) throws IOException {
        return new Grants(session.rows("SHOW GRANTS").stream()
                .map(row -> FORM.matcher(row[0]))
                .filter(Matcher::matches)
                .filter(line -> line.group(2).endsWith(".*"))
                .map(line ->
                        new Grant(List.of(line.group(1).toUpperCase(Locale.ROOT).split("\\s*,\\s*")), line.group(2)))
                .toList());
    }

    /** A right on all tables of a database. */
    boolean allow(String right, String schema) {
        return grants.stream()
                .anyMatch(grant -> grant.covers(schema)
                        && (grant.rights().contains(right) || grant.rights().contains("ALL PRIVILEGES")));
    }

    /** A right on the server as a whole, by any of its names. */
    boolean allowEverywhere(List<String> names) {
        return grants.stream()
                .filter(grant -> grant.on().equals("*.*"))
                .anyMatch(grant -> grant.rights().contains("ALL PRIVILEGES")
                        || grant.rights().stream().anyMatch(names::contains));
    }
}
