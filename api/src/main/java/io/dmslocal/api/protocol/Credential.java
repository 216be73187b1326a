package io.dmslocal.api.protocol;

import io.dmslocal.engine.model.Scope;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a signature says about its sender: {@code Credential=<access key id>/<date>/<region>/<service>/aws4_request} of an {@code Authorization}
 * header, or the same in the query's {@code X-Amz-Credential}. A malformed or absent one is empty: unsigned calls are served.
 *
 * @param accessKeyId 12 digits are taken for the account, as other local AWS emulators do
 * @param region empty when the scope has none
 * @param service the signing name, {@code dms}; empty when the scope has none
 */
public record Credential(String accessKeyId, String region, String service) {

    public static final Credential NONE = new Credential("", "", "");

    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]{2,31}");
    private static final Pattern HOST = Pattern.compile("dms(?:-fips)?\\.([a-z0-9-]+)\\..*");

    /** @param authorization the header's value */
    public static Credential ofHeader(String authorization) {
        int start = authorization.indexOf("Credential=");
        if (start < 0) {
            return NONE;
        }
        int end = start;
        while (end < authorization.length() && ", ".indexOf(authorization.charAt(end)) < 0) {
            end++;
        }
        return ofScope(authorization.substring(start + "Credential=".length(), end));
    }

    /** @param credential {@code AKIA.../20261120/eu-west-1/dms/aws4_request} */
    public static Credential ofScope(String credential) {
        String[] parts = credential.split("/", -1);
        return parts.length < 5 ? NONE : new Credential(parts[0], parts[2], parts[3]);
    }

    /**
     * The account and region that are meant.
     *
     * @param regionHeader {@code x-amz-region}, or empty
     * @param host of the header {@code Host}: {@code dms.<region>.amazonaws.com} names a region, others do not
     * @param otherwise what the emulator is configured with
     */
    public Caller caller(String regionHeader, String host, Scope otherwise) {
        String account = ACCOUNT.matcher(accessKeyId).matches() ? accessKeyId : otherwise.account();
        if (isRegion(region)) {
            return new Caller(new Scope(account, region));
        }
        if (isRegion(regionHeader)) {
            return new Caller(new Scope(account, regionHeader));
        }
        Matcher named = HOST.matcher(host);
        if (named.matches() && isRegion(named.group(1))) {
            return new Caller(new Scope(account, named.group(1)));
        }
        return new Caller(new Scope(account, otherwise.region()));
    }

    /** Any well-formed name: a region that AWS opens tomorrow works today. */
    private static boolean isRegion(String name) {
        return REGION.matcher(name).matches();
    }
}
