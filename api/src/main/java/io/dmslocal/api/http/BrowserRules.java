package io.dmslocal.api.http;

import io.dmslocal.api.protocol.FrameworkFaults;
import io.dmslocal.engine.model.Fault;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which web pages may call. A browser says which origin a page has, command-line clients and SDKs say none; and a console request must be addressed
 * to this machine by a name that no stranger can give out.
 *
 * @param allowedOrigins beside loopback; {@code *} allows all
 * @param allowedHosts beside loopback, IP addresses and the machine's own name
 */
record BrowserRules(List<String> allowedOrigins, List<String> allowedHosts) {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** @param origin the header; empty when the caller is no browser */
    boolean allowsOrigin(String origin) {
        return origin.isEmpty()
                || allowedOrigins.contains("*")
                || allowedOrigins.contains(origin)
                || isLoopback(hostOfOrigin(origin));
    }

    Fault originRefused(String origin) {
        return FrameworkFaults.accessDenied("Pages of origin " + origin
                + " may not call dms-local. Add the origin to dms-local.api.allowed-origins if they should.");
    }

    /** @param hostHeader name or address, with or without a port; empty when there is none */
    boolean allowsHost(String hostHeader) {
        String host = withoutPort(hostHeader).toLowerCase(Locale.ROOT);
        return host.isEmpty()
                || isLoopback(host)
                || isAddress(host) // assumed: rebinding needs a name
                || allowedHosts.contains(host)
                || host.equals(OwnName.NAME);
    }

    Fault hostRefused(String hostHeader) {
        return FrameworkFaults.accessDenied("dms-local is not known as " + withoutPort(hostHeader)
                + ". Add the name to dms-local.api.allowed-hosts if it is this machine's.");
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || (host.startsWith("127.") && IPV4.matcher(host).matches());
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || IPV4.matcher(host).matches();
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** Empty for {@code null}, the origin of sandboxed pages and files, and for what is no URI. */
    private static String hostOfOrigin(String origin) {
        try {
            String host = new URI(origin).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException noOrigin) {
            return "";
        }
    }

    /** Asked for once, and only when a host is none of the others: it may take a look-up. */
    private static final class OwnName {
        static final String NAME = find();

        private static String find() {
            try {
                return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            } catch (UnknownHostException nameless) {
                return "localhost";
            }
        }
    }
}
